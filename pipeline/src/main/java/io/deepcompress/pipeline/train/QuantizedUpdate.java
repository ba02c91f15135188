package io.deepcompress.pipeline.train;

import java.nio.FloatBuffer;

/**
 * Quantization-aware training of one parameter (Jacob et al. 2018): exact values learn beside the
 * network, which sees them rounded; the gradient passes the rounding unchanged (straight-through
 * estimator; Bengio, Leonard, Courville 2013). Values are kept within the grid's ends.
 */
final class QuantizedUpdate implements ParameterStep {
  private final ParameterLayout.Entry entry;
  private final QuantizedParameter parameter;
  private final TrainingSettings settings;
  private final UpdateRule rule;
  private final float[] exact;
  private final byte[] mask;

  /**
   * A parameter.
   *
   * @param mask one byte a value, 0 where it is pruned; null where nothing is
   * @param values the network's whole vector, to start from
   * @throws IllegalArgumentException if there is not one channel a value
   */
  QuantizedUpdate(
      ParameterLayout.Entry entry,
      QuantizedParameter parameter,
      byte[] mask,
      TrainingSettings settings,
      FloatBuffer values) {
    if (parameter.channels() != null && parameter.channels().length != entry.length()) {
      throw new IllegalArgumentException(
          "Parameter "
              + entry.key()
              + " has "
              + entry.length()
              + " values, not "
              + parameter.channels().length);
    }
    this.entry = entry;
    this.parameter = parameter;
    this.settings = settings;
    this.mask = mask;
    this.rule = UpdateRule.of(settings, entry.length());
    this.exact = new float[entry.length()];
    values.get(entry.offset(), exact);
    prune();
  }

  private void prune() {
    for (int i = 0; mask != null && i < mask.length; i++) {
      exact[i] = mask[i] == 0 ? 0f : exact[i];
    }
  }

  @Override
  public void step(FloatBuffer gradients, int batch, double progress) {
    float[] gradient = new float[exact.length];
    gradients.get(entry.offset(), gradient);
    entry.average(gradient, exact, batch, settings.weightDecay());
    rule.begin();
    rule.change(exact, gradient, 0, exact.length, settings.rate().at(progress));
    prune();
  }

  @Override
  public void write(FloatBuffer values) {
    float[] present = parameter.presentFactors();
    parameter.adapt(exact, present);
    float[] seen = new float[exact.length];
    for (int i = 0; i < seen.length; i++) {
      exact[i] = parameter.clipped(exact[i], present, i);
      seen[i] = parameter.rounded(exact[i], present, i);
    }
    values.put(entry.offset(), seen);
  }
}
