package io.deepcompress.runtime;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Gives a model activation ranges from the least and largest values that some inputs lead to. */
final class MinMax {
  private MinMax() {}

  static CompressedModel calibrate(CompressedModel model, List<float[][]> samples)
      throws ModelFormatException {
    float[] least = new float[model.network().valueCount()];
    float[] most = new float[model.network().valueCount()];
    Model loaded = Model.of(model, LoadOptions.DEFAULT.withMode(Mode.FLOAT));
    try (Session session = loaded.newSession(SessionOptions.of(Mode.FLOAT))) {
      float[][] outputs =
          loaded.outputShapes().stream().map(s -> new float[s.size()]).toArray(float[][]::new);
      for (float[][] sample : samples) {
        session.run(
            sample,
            outputs,
            (value, data, offset, length) -> {
              for (int i = offset; i < offset + length; i++) {
                least[value] = Math.min(least[value], data[i]);
                most[value] = Math.max(most[value], data[i]);
              }
            });
      }
    }
    List<Optional<ActivationQuantization>> quantization = new ArrayList<>();
    for (int value = 0; value < least.length; value++) {
      float range = Math.max(most[value] - least[value], 1e-6f);
      quantization.add(
          Optional.of(
              least[value] >= 0
                  ? new ActivationQuantization(range / 255, 0, false)
                  : new ActivationQuantization(
                      range / 255,
                      (int)
                          Math.max(
                              -128, Math.min(127, -128 - Math.rint(least[value] / (range / 255)))),
                      true)));
    }
    return model.withActivations(quantization);
  }

  /**
   * -1 where only one is 0, or one is not finite: AssertJ takes NaN for greater than any number.
   */
  static double cosine(double[] a, double[] b) {
    double aa = product(a, a);
    double bb = product(b, b);
    if (aa == 0 && bb == 0) {
      return 1;
    }
    double cosine = product(a, b) / Math.sqrt(aa * bb);
    return Double.isFinite(cosine) ? cosine : -1;
  }

  /** How many times as long one is as the other, which a cosine does not tell. */
  static double length(double[] a, double[] b) {
    double aa = product(a, a);
    double bb = product(b, b);
    return aa == bb ? 1 : Math.sqrt(aa / bb);
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
