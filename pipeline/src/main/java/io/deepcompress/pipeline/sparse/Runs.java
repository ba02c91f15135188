package io.deepcompress.pipeline.sparse;

import java.util.Optional;
import java.util.ServiceLoader;

/** Arithmetic on runs of floats whose length is a multiple of {@link #LANES}. */
public interface Runs {
  /** Samples of a batch are a multiple of this. */
  int LANES = 64;

  /**
   * The Vector API's where the JVM was started with {@code --add-modules jdk.incubator.vector},
   * else plain loops, several times slower; not for use by several threads.
   */
  static Runs best() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      Optional<Runs> vector =
          ServiceLoader.load(Runs.class, Runs.class.getClassLoader()).findFirst();
      if (vector.isPresent()) {
        return vector.get();
      }
    }
    return new ScalarRuns();
  }

  /**
   * {@code output[to + i] = bias + sum of weights[t] * input[at[t] + i]}, summed in order of the
   * taps with fused multiply-add.
   *
   * @param at first input of each tap, {@code first} to before {@code last}
   */
  void combine(
      float[] output,
      int to,
      int count,
      float bias,
      float[] input,
      int[] at,
      float[] weights,
      int first,
      int last);

  /** {@code target[to + i] += weight * source[from + i]}. */
  void add(float[] target, int to, float[] source, int from, float weight, int count);

  /**
   * Sum of the products of two blocks of {@code rows} runs, which begin {@code strideX} and {@code
   * strideY} apart: first in {@link #LANES} sums, then these pairwise.
   */
  float dot(float[] x, int atX, int strideX, float[] y, int atY, int strideY, int rows, int count);

  /** Sum of a run, as {@link #dot} with ones. */
  float sum(float[] x, int at, int count);

  /** {@code target[to + i] = max(target[to + i], source[from + i])}. */
  void larger(float[] target, int to, float[] source, int from, int count);

  /**
   * Hands gradients of maxima to where they came from: where {@code input[at + i] == maximum[from +
   * i]}, {@code given[at + i]} becomes {@code left[i]} and that becomes 0; elsewhere it becomes 0.
   */
  void route(
      float[] input, int at, float[] maximum, int from, float[] left, float[] given, int count);

  /** Sum of the first {@code count} values, a power of two, by halves; changes them. */
  static float byHalves(float[] values, int count) {
    for (int half = count / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        values[i] += values[half + i];
      }
    }
    return values[0];
  }
}
