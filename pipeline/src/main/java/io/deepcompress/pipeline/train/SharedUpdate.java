package io.deepcompress.pipeline.train;

import io.deepcompress.codec.ValueFormat;
import java.nio.FloatBuffer;

/**
 * Training of the centroids of one parameter: the gradient of a centroid is the sum of its members'
 * gradients (Han, Mao, Dally 2016, section 3.3).
 */
final class SharedUpdate implements ParameterStep {
  private final ParameterLayout.Entry entry;
  private final SharedParameter parameter;
  private final TrainingSettings settings;
  private final boolean rounded;
  private final UpdateRule rule;

  /**
   * Centroids of a parameter.
   *
   * @param rounded whether the network sees them on the grid of int8 that spans them, as a file
   *     stores them
   */
  SharedUpdate(
      ParameterLayout.Entry entry,
      SharedParameter parameter,
      boolean rounded,
      TrainingSettings settings) {
    this.entry = entry;
    this.settings = settings;
    this.rounded = rounded;
    this.parameter = parameter;
    this.rule = UpdateRule.of(settings, parameter.centroids().length);
  }

  @Override
  public void step(FloatBuffer gradients, int batch, double progress) {
    double rate = settings.centroidRate().at(progress);
    float[] members = new float[entry.length()];
    gradients.get(entry.offset(), members);
    float[] centroids = parameter.centroids();
    double[] sums = new double[centroids.length + 1];
    for (int i = 0; i < members.length; i++) {
      sums[parameter.codes()[i] & 0xff] += members[i];
    }
    float[] gradient = new float[centroids.length];
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] = (float) (sums[k + 1] / batch);
    }
    float[] before = centroids.clone();
    rule.begin();
    rule.change(centroids, gradient, 0, centroids.length, rate);
    for (int k = 0; k < centroids.length; k++) {
      // Zero is the value of pruned weights only.
      centroids[k] = centroids[k] == 0 ? before[k] : centroids[k];
    }
  }

  @Override
  public void write(FloatBuffer values) {
    float[] seen = rounded ? onGrid(parameter.centroids()) : parameter.centroids();
    float[] members = new float[entry.length()];
    for (int i = 0; i < members.length; i++) {
      int code = parameter.codes()[i] & 0xff;
      members[i] = code == 0 ? 0f : seen[code - 1];
    }
    values.put(entry.offset(), members);
  }

  private static float[] onGrid(float[] centroids) {
    float largest = 0;
    for (float centroid : centroids) {
      largest = Math.max(largest, Math.abs(centroid));
    }
    ValueFormat grid = ValueFormat.int8(Math.max(Float.MIN_NORMAL, largest / 127));
    float[] rounded = new float[centroids.length];
    for (int k = 0; k < rounded.length; k++) {
      rounded[k] = grid.round(centroids[k]) + 0f;
    }
    return rounded;
  }
}
