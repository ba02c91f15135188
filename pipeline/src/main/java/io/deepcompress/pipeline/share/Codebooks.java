package io.deepcompress.pipeline.share;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.pipeline.HalfPrecision;
import io.deepcompress.pipeline.WorkingTensor;
import java.util.Arrays;

/** Makes codebooks of centroids: rounded to how a file stores them, sorted, without duplicates. */
public final class Codebooks {

  /**
   * A codebook and where each centroid went.
   *
   * @param codeOf code of each given centroid; 0 where it was rounded to zero or left out
   */
  record Numbered(Codebook codebook, byte[] codeOf) {}

  private Codebooks() {}

  /**
   * The format that spans the centroids: an int8 grid has its ends at the largest magnitude, and
   * instead of float16 it is float32 where the largest overflows or is subnormal.
   */
  static ValueFormat spanning(double[] centroids, ValueFormat.Kind kind) {
    double largest = Arrays.stream(centroids).map(Math::abs).max().orElse(0);
    return switch (kind) {
      case FLOAT32 -> ValueFormat.FLOAT32;
      case FLOAT16 ->
          largest == 0 || largest >= HalfPrecision.LEAST_NORMAL && largest <= HalfPrecision.LARGEST
              ? ValueFormat.FLOAT16
              : ValueFormat.FLOAT32;
      case INT8 -> ValueFormat.int8(Math.max(Float.MIN_NORMAL, (float) (largest / 127)));
    };
  }

  /**
   * Rounds, sorts and numbers centroids.
   *
   * @param used which centroids weights refer to; the others are left out
   */
  static Numbered number(double[] centroids, boolean[] used, ValueFormat format) {
    float[] rounded = new float[centroids.length];
    float[] sorted = new float[centroids.length];
    int size = 0;
    for (int i = 0; i < centroids.length; i++) {
      rounded[i] = format.round((float) centroids[i]);
      if (used[i] && rounded[i] != 0) {
        sorted[size++] = rounded[i];
      }
    }
    Arrays.sort(sorted, 0, size);
    int distinct = 0;
    for (int i = 0; i < size; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        sorted[distinct++] = sorted[i];
      }
    }
    float[] values = Arrays.copyOf(sorted, distinct);
    byte[] codeOf = new byte[centroids.length];
    for (int i = 0; i < centroids.length; i++) {
      if (used[i] && rounded[i] != 0) {
        codeOf[i] = (byte) (Arrays.binarySearch(values, rounded[i]) + 1);
      }
    }
    return new Numbered(new Codebook(values, format), codeOf);
  }

  /**
   * Gives a shared tensor new centroids; codes keep their weights, but are renumbered so that the
   * codebook stays sorted.
   *
   * @param centroids one for each code from 1 on, in the tensor's present order
   */
  public static void replace(WorkingTensor tensor, float[] centroids) {
    double[] wide = new double[centroids.length];
    Arrays.setAll(wide, i -> centroids[i]);
    replace(tensor, wide, tensor.codebook().format().kind());
  }

  /** The same for a format of its own. */
  static void replace(WorkingTensor tensor, double[] centroids, ValueFormat.Kind kind) {
    byte[] codes = tensor.codes();
    boolean[] used = new boolean[centroids.length];
    for (byte code : codes) {
      if (code != 0) {
        used[(code & 0xff) - 1] = true;
      }
    }
    Numbered numbered = number(centroids, used, spanning(centroids, kind));
    for (int i = 0; i < codes.length; i++) {
      if (codes[i] != 0) {
        codes[i] = numbered.codeOf()[(codes[i] & 0xff) - 1];
      }
    }
    tensor.share(numbered.codebook(), tensor.channelScales(), codes);
  }
}
