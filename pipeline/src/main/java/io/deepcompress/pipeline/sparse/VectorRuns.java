package io.deepcompress.pipeline.sparse;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The Vector API's loops, with four vectors at a time in registers. */
public final class VectorRuns implements Runs {
  private static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() * 4 <= LANES
          ? FloatVector.SPECIES_PREFERRED
          : FloatVector.SPECIES_512;
  private static final int N = SPECIES.length();

  private final float[] lanes = new float[LANES];

  /** For {@link java.util.ServiceLoader}. */
  public VectorRuns() {}

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
    for (int i = 0; i < count; i += 4 * N) {
      FloatVector a = FloatVector.broadcast(SPECIES, bias);
      FloatVector b = a;
      FloatVector c = a;
      FloatVector d = a;
      for (int t = first; t < last; t++) {
        FloatVector w = FloatVector.broadcast(SPECIES, weights[t]);
        int from = at[t] + i;
        a = FloatVector.fromArray(SPECIES, input, from).fma(w, a);
        b = FloatVector.fromArray(SPECIES, input, from + N).fma(w, b);
        c = FloatVector.fromArray(SPECIES, input, from + 2 * N).fma(w, c);
        d = FloatVector.fromArray(SPECIES, input, from + 3 * N).fma(w, d);
      }
      a.intoArray(output, to + i);
      b.intoArray(output, to + i + N);
      c.intoArray(output, to + i + 2 * N);
      d.intoArray(output, to + i + 3 * N);
    }
  }

  @Override
  public void add(float[] target, int to, float[] source, int from, float weight, int count) {
    FloatVector w = FloatVector.broadcast(SPECIES, weight);
    for (int i = 0; i < count; i += N) {
      FloatVector sum = FloatVector.fromArray(SPECIES, target, to + i);
      FloatVector.fromArray(SPECIES, source, from + i).fma(w, sum).intoArray(target, to + i);
    }
  }

  @Override
  public float dot(
      float[] x, int atX, int strideX, float[] y, int atY, int strideY, int rows, int count) {
    if (4 * N == LANES && rows == 1 && count == LANES) {
      return dotOfLanes(x, atX, y, atY);
    }
    Arrays.fill(lanes, 0f);
    for (int row = 0; row < rows; row++) {
      products(x, atX + row * strideX, y, atY + row * strideY, count);
    }
    return Runs.byHalves(lanes, LANES);
  }

  private float dotOfLanes(float[] x, int p, float[] y, int q) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector a = product(x, p, y, q, zero);
    FloatVector b = product(x, p + N, y, q + N, zero);
    FloatVector c = product(x, p + 2 * N, y, q + 2 * N, zero);
    FloatVector d = product(x, p + 3 * N, y, q + 3 * N, zero);
    a.add(c).add(b.add(d)).intoArray(lanes, 0);
    return Runs.byHalves(lanes, N);
  }

  /** One loop, not one in another: the JVM would not keep vectors of the outer in registers. */
  private void products(float[] x, int atX, float[] y, int atY, int count) {
    for (int lane = 0; lane < LANES; lane += 4 * N) {
      FloatVector a = FloatVector.fromArray(SPECIES, lanes, lane);
      FloatVector b = FloatVector.fromArray(SPECIES, lanes, lane + N);
      FloatVector c = FloatVector.fromArray(SPECIES, lanes, lane + 2 * N);
      FloatVector d = FloatVector.fromArray(SPECIES, lanes, lane + 3 * N);
      for (int i = lane; i < count; i += LANES) {
        int p = atX + i;
        int q = atY + i;
        a = product(x, p, y, q, a);
        b = product(x, p + N, y, q + N, b);
        c = product(x, p + 2 * N, y, q + 2 * N, c);
        d = product(x, p + 3 * N, y, q + 3 * N, d);
      }
      a.intoArray(lanes, lane);
      b.intoArray(lanes, lane + N);
      c.intoArray(lanes, lane + 2 * N);
      d.intoArray(lanes, lane + 3 * N);
    }
  }

  @Override
  public float sum(float[] x, int at, int count) {
    Arrays.fill(lanes, 0f);
    for (int i = 0; i < count; i += LANES) {
      for (int lane = 0; lane < LANES; lane += N) {
        FloatVector.fromArray(SPECIES, lanes, lane)
            .add(FloatVector.fromArray(SPECIES, x, at + i + lane))
            .intoArray(lanes, lane);
      }
    }
    return Runs.byHalves(lanes, LANES);
  }

  @Override
  public void larger(float[] target, int to, float[] source, int from, int count) {
    for (int i = 0; i < count; i += N) {
      FloatVector.fromArray(SPECIES, target, to + i)
          .max(FloatVector.fromArray(SPECIES, source, from + i))
          .intoArray(target, to + i);
    }
  }

  @Override
  public void route(
      float[] input, int at, float[] maximum, int from, float[] left, float[] given, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < count; i += N) {
      VectorMask<Float> chosen =
          FloatVector.fromArray(SPECIES, input, at + i)
              .compare(VectorOperators.EQ, FloatVector.fromArray(SPECIES, maximum, from + i));
      FloatVector rest = FloatVector.fromArray(SPECIES, left, i);
      zero.blend(rest, chosen).intoArray(given, at + i);
      rest.blend(zero, chosen).intoArray(left, i);
    }
  }

  private static FloatVector product(float[] x, int p, float[] y, int q, FloatVector sum) {
    return FloatVector.fromArray(SPECIES, x, p).fma(FloatVector.fromArray(SPECIES, y, q), sum);
  }
}
