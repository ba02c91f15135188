package io.deepcompress.runtime.kernel;

/**
 * Temporary memory that a layer needs during a call, in elements.
 *
 * @param bytes shared by the workers
 * @param shorts shared by the workers
 * @param ints shared by the workers
 * @param floats shared by the workers
 * @param workerShorts of each worker
 * @param workerInts of each worker
 * @param workerFloats of each worker
 * @param workerBytes of each worker
 * @param workerChars of each worker
 */
public record ScratchSize(
    int bytes,
    int shorts,
    int ints,
    int floats,
    int workerShorts,
    int workerInts,
    int workerFloats,
    int workerBytes,
    int workerChars) {

  /** Nothing. */
  public static final ScratchSize NONE = new ScratchSize(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Without bytes and chars of each worker. */
  public ScratchSize(
      int bytes,
      int shorts,
      int ints,
      int floats,
      int workerShorts,
      int workerInts,
      int workerFloats) {
    this(bytes, shorts, ints, floats, workerShorts, workerInts, workerFloats, 0, 0);
  }

  /** Enough for either. */
  public ScratchSize max(ScratchSize other) {
    return new ScratchSize(
        Math.max(bytes, other.bytes),
        Math.max(shorts, other.shorts),
        Math.max(ints, other.ints),
        Math.max(floats, other.floats),
        Math.max(workerShorts, other.workerShorts),
        Math.max(workerInts, other.workerInts),
        Math.max(workerFloats, other.workerFloats),
        Math.max(workerBytes, other.workerBytes),
        Math.max(workerChars, other.workerChars));
  }

  /** Bytes of a {@link Scratch} of this size. */
  public long bytes(int workers) {
    return bytes
        + 2L * shorts
        + 4L * ints
        + 4L * floats
        + workers
            * (2L * workerShorts
                + 4L * workerInts
                + 4L * workerFloats
                + workerBytes
                + 2L * workerChars);
  }
}
