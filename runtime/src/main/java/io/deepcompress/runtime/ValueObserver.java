package io.deepcompress.runtime;

/** Is shown every value of a network while a float session runs, for instance to calibrate. */
@FunctionalInterface
public interface ValueObserver {
  /**
   * A value has been computed: first the inputs, then each node's output in order.
   *
   * @param value its index in the network
   * @param data holds the value; valid during the call only, and not to be changed
   * @param offset of the first element
   * @param length elements
   */
  void observe(int value, float[] data, int offset, int length);
}
