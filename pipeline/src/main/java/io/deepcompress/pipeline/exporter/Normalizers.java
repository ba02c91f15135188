package io.deepcompress.pipeline.exporter;

import io.deepcompress.codec.Preprocessing;
import java.util.Optional;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's normalizers. */
final class Normalizers {
  private Normalizers() {}

  /** One that computes {@code (x - mean) * scale}, or nothing where there is nothing to do. */
  static Optional<DataNormalization> of(Preprocessing preprocessing) {
    float[] mean = preprocessing.mean();
    float[] scale = preprocessing.scale();
    int length = Math.max(mean.length, scale.length);
    for (float factor : scale) {
      if (factor == 0) {
        return Optional.empty();
      }
    }
    if (length == 0) {
      return Optional.empty();
    } else if (length == 1) {
      double low = -(double) at(mean, 0, 0) * at(scale, 0, 1);
      return Optional.of(new ImagePreProcessingScaler(low, low + 255.0 * at(scale, 0, 1)));
    }
    float[] means = new float[length];
    float[] deviations = new float[length];
    for (int i = 0; i < length; i++) {
      means[i] = at(mean, i, 0);
      deviations[i] = 1 / at(scale, i, 1);
    }
    return Optional.of(
        new NormalizerStandardize(
            Nd4j.create(means).reshape(1, length), Nd4j.create(deviations).reshape(1, length)));
  }

  private static float at(float[] values, int index, float absent) {
    return values.length == 0 ? absent : values[values.length == 1 ? 0 : index];
  }
}
