package io.deepcompress.runtime.kernel;

/** Temporary memory of one session, used by one layer after the other; contents do not last. */
public final class Scratch {
  private final byte[] bytes;
  private final short[] shorts;
  private final int[] ints;
  private final float[] floats;
  private final short[][] workerShorts;
  private final int[][] workerInts;
  private final float[][] workerFloats;
  private final byte[][] workerBytes;
  private final char[][] workerChars;

  /** Takes the memory. */
  public Scratch(ScratchSize size, int workers) {
    bytes = new byte[size.bytes()];
    shorts = new short[size.shorts()];
    ints = new int[size.ints()];
    floats = new float[size.floats()];
    workerShorts = new short[workers][size.workerShorts()];
    workerInts = new int[workers][size.workerInts()];
    workerFloats = new float[workers][size.workerFloats()];
    workerBytes = new byte[workers][size.workerBytes()];
    workerChars = new char[workers][size.workerChars()];
  }

  /** Shared by the workers. */
  public byte[] bytes() {
    return bytes;
  }

  /** Shared by the workers. */
  public short[] shorts() {
    return shorts;
  }

  /** Shared by the workers. */
  public int[] ints() {
    return ints;
  }

  /** Shared by the workers. */
  public float[] floats() {
    return floats;
  }

  /** A worker's own. */
  public char[] chars(int worker) {
    return workerChars[worker];
  }

  /** A worker's own. */
  public byte[] bytes(int worker) {
    return workerBytes[worker];
  }

  /** A worker's own. */
  public short[] shorts(int worker) {
    return workerShorts[worker];
  }

  /** A worker's own. */
  public int[] ints(int worker) {
    return workerInts[worker];
  }

  /** A worker's own. */
  public float[] floats(int worker) {
    return workerFloats[worker];
  }
}
