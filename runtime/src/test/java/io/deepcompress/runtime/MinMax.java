package io.deepcompress.runtime;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    return withActivations(model, quantization);
  }

  static CompressedModel withActivations(
      CompressedModel model, List<Optional<ActivationQuantization>> quantization) {
    return new CompressedModel(
        model.network(),
        model.tensors(),
        quantization,
        model.preprocessing(),
        model.labels(),
        model.provenance());
  }

  /**
   * -1 where only one is 0, or one is not finite: AssertJ takes NaN for greater than any number.
   */
  static double cosine(float[] a, double[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += b[i] * b[i];
    }
    if (aa == 0 && bb == 0) {
      return 1;
    }
    double cosine = ab / Math.sqrt(aa * bb);
    return Double.isFinite(cosine) ? cosine : -1;
  }

  /** How many times as long one is as the other, which a cosine does not tell. */
  static double length(float[] a, double[] b) {
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      aa += (double) a[i] * a[i];
      bb += b[i] * b[i];
    }
    return aa == bb ? 1 : Math.sqrt(aa / bb);
  }
}
