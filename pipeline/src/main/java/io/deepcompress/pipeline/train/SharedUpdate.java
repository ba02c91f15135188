package io.deepcompress.pipeline.train;

import java.nio.FloatBuffer;

/**
 * Training of the centroids of one parameter: the gradient of a centroid is the sum of its members'
 * gradients (Han, Mao, Dally 2016, section 3.3).
 */
final class SharedUpdate {
  private final ParameterLayout.Entry entry;
  private final SharedParameter parameter;
  private final UpdateRule rule;

  SharedUpdate(ParameterLayout.Entry entry, SharedParameter parameter, TrainingSettings settings) {
    this.entry = entry;
    this.parameter = parameter;
    this.rule = UpdateRule.of(settings, parameter.centroids().length);
  }

  /** Changes the centroids; {@code gradients} is the network's whole gradient over a batch. */
  void step(FloatBuffer gradients, int batch, double rate) {
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

  /** Writes every member's value. */
  void write(FloatBuffer values) {
    float[] members = new float[entry.length()];
    for (int i = 0; i < members.length; i++) {
      members[i] = parameter.value(i);
    }
    values.put(entry.offset(), members);
  }
}
