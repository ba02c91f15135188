package io.deepcompress.pipeline.sparse;

import java.util.Arrays;

/**
 * Plain loops; the same bits as {@link VectorRuns}.
 *
 * <p>Runs are copied to the start of arrays first: the JVM's compiler makes vector instructions of
 * loops over several arrays only where all are read and written at the same index.
 */
final class ScalarRuns implements Runs {
  private final float[] lanes = new float[LANES];
  private float[] sums = new float[0];
  private float[] run = new float[0];

  @Override
  public void combine(
      float[] output,
      int to,
      int count,
      float bias,
      float[] input,
      int[] at,
      float[] weights,
      int first,
      int last) {
    reserve(count);
    Arrays.fill(sums, 0, count, bias);
    for (int t = first; t < last; t++) {
      System.arraycopy(input, at[t], run, 0, count);
      multiplyAdd(sums, run, weights[t], count);
    }
    System.arraycopy(sums, 0, output, to, count);
  }

  @Override
  public void add(float[] target, int to, float[] source, int from, float weight, int count) {
    reserve(count);
    System.arraycopy(target, to, sums, 0, count);
    System.arraycopy(source, from, run, 0, count);
    multiplyAdd(sums, run, weight, count);
    System.arraycopy(sums, 0, target, to, count);
  }

  @Override
  public float dot(
      float[] x, int atX, int strideX, float[] y, int atY, int strideY, int rows, int count) {
    reserve(LANES);
    Arrays.fill(lanes, 0f);
    for (int row = 0; row < rows; row++) {
      for (int start = 0; start < count; start += LANES) {
        System.arraycopy(x, atX + row * strideX + start, sums, 0, LANES);
        System.arraycopy(y, atY + row * strideY + start, run, 0, LANES);
        for (int i = 0; i < LANES; i++) {
          lanes[i] = Math.fma(sums[i], run[i], lanes[i]);
        }
      }
    }
    return Runs.byHalves(lanes, LANES);
  }

  @Override
  public float sum(float[] x, int at, int count) {
    Arrays.fill(lanes, 0f);
    for (int start = 0; start < count; start += LANES) {
      for (int i = 0; i < LANES; i++) {
        lanes[i] += x[at + start + i];
      }
    }
    return Runs.byHalves(lanes, LANES);
  }

  @Override
  public void larger(float[] target, int to, float[] source, int from, int count) {
    for (int i = 0; i < count; i++) {
      target[to + i] = Math.max(target[to + i], source[from + i]);
    }
  }

  @Override
  public void route(
      float[] input, int at, float[] maximum, int from, float[] left, float[] given, int count) {
    for (int i = 0; i < count; i++) {
      boolean chosen = input[at + i] == maximum[from + i];
      given[at + i] = chosen ? left[i] : 0f;
      left[i] = chosen ? 0f : left[i];
    }
  }

  private void reserve(int count) {
    if (sums.length < count) {
      sums = new float[count];
      run = new float[count];
    }
  }

  private static void multiplyAdd(float[] sums, float[] values, float weight, int count) {
    for (int i = 0; i < count; i++) {
      sums[i] = Math.fma(weight, values[i], sums[i]);
    }
  }
}
