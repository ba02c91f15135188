package io.deepcompress.runtime.kernel;

/**
 * A fully connected or convolution layer on integers, prepared once and shared by threads. For each
 * output it forms the exact 32-bit sum {@code sum w * (q - zeroPoint)} over the taps inside the
 * image (padding counts as the zero point), and hands it to a {@link Requantizer}.
 *
 * <p>A call is: {@link #prepare} for every preparation, then {@link #run} for every task; within
 * each of the two the pieces may run in any order and on several threads, each thread with its own
 * worker number. The pieces do not depend on the number of threads, so neither do the results.
 * Nothing is allocated.
 */
public interface IntegerLayer {
  /** Name of the algorithm, for reports. */
  String kernel();

  /** Heap that the prepared weights hold, in bytes. */
  long heapBytes();

  /** What a call needs of the session's {@link Scratch}. */
  ScratchSize scratch();

  /** Pieces of work before the tasks, such as padding a channel; may be 0. */
  int preparations();

  /**
   * Does one piece of preparation.
   *
   * @param piece 0 to {@link #preparations()} - 1
   * @param input {@code [channels, height, width]} int8 or uint8
   * @param signed whether the bytes are int8
   * @param zeroPoint integer that stands for 0
   */
  void prepare(int piece, byte[] input, boolean signed, int zeroPoint, Scratch scratch);

  /** Independent pieces of work, each a range of output channels. */
  int tasks();

  /**
   * Computes one piece and writes it to the target through the requantizer.
   *
   * @param task 0 to {@link #tasks()} - 1
   * @param worker number of the calling thread, below the scratch's workers
   * @param input the same as at {@link #prepare}
   * @param signed the same as at {@link #prepare}
   * @param zeroPoint the same as at {@link #prepare}
   */
  void run(
      int task,
      int worker,
      byte[] input,
      boolean signed,
      int zeroPoint,
      Scratch scratch,
      Requantizer requantizer,
      Target target);
}
