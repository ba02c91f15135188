package io.deepcompress.runtime.kernel;

/** Where a {@link Requantizer} writes; one a session, set before each layer. */
public final class Target {
  private final int[] ints;
  private byte[] bytes;
  private float[] floats;
  private float inputScale = 1f;

  /** With the memory for results of 32 bits, which stays the same. */
  public Target(int[] ints) {
    this.ints = ints;
  }

  /**
   * Sets the output.
   *
   * @param bytes output of a requantizer to bytes, else null
   * @param floats output of a requantizer to float, else null
   * @param inputScale factor of every sum that is known only at run time, else 1
   */
  public void set(byte[] bytes, float[] floats, float inputScale) {
    this.bytes = bytes;
    this.floats = floats;
    this.inputScale = inputScale;
  }

  /** The session's temporary ints, for results that a step keeps to itself. */
  public int[] ints() {
    return ints;
  }

  /** Output bytes. */
  public byte[] bytes() {
    return bytes;
  }

  /** Output floats. */
  public float[] floats() {
    return floats;
  }

  /** Factor of every sum. */
  public float inputScale() {
    return inputScale;
  }
}
