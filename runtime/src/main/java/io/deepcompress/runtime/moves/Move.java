package io.deepcompress.runtime.moves;

/** Copies between arrays of one kind, float or byte. */
final class Move {
  private Move() {}

  /** Copies {@code count} elements, each {@code fromStep} and {@code toStep} apart. */
  static void copy(Object in, int from, int fromStep, Object out, int to, int toStep, int count) {
    if (fromStep == 1 && toStep == 1) {
      System.arraycopy(in, from, out, to, count);
    } else if (in instanceof float[] x) {
      float[] y = (float[]) out;
      for (int i = 0; i < count; i++) {
        y[to + i * toStep] = x[from + i * fromStep];
      }
    } else {
      byte[] x = (byte[]) in;
      byte[] y = (byte[]) out;
      for (int i = 0; i < count; i++) {
        y[to + i * toStep] = x[from + i * fromStep];
      }
    }
  }
}
