package io.deepcompress.pipeline.train;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Training of one masked parameter whose mask is learnt; see {@link Regrowth}. */
final class RegrownUpdate implements ParameterStep {
  private final ParameterLayout.Entry entry;
  private final TrainingSettings settings;
  private final Regrowth regrowth;
  private final UpdateRule rule;
  private final float[] dense;
  private final byte[] mask;
  private final int kept;
  private long steps;

  /**
   * A parameter with its first mask, which is not changed.
   *
   * @param values the network's whole vector, to start from
   */
  RegrownUpdate(
      ParameterLayout.Entry entry,
      byte[] mask,
      Regrowth regrowth,
      TrainingSettings settings,
      FloatBuffer values) {
    this.entry = entry;
    this.settings = settings;
    this.regrowth = regrowth;
    this.rule = UpdateRule.of(settings, entry.length());
    this.mask = mask.clone();
    this.dense = new float[entry.length()];
    values.get(entry.offset(), dense);
    int count = 0;
    for (int i = 0; i < mask.length; i++) {
      count += mask[i] == 0 ? 0 : 1;
      dense[i] = mask[i] == 0 ? 0f : dense[i];
    }
    this.kept = count;
  }

  @Override
  public void step(FloatBuffer gradients, int batch, double progress) {
    float[] gradient = new float[dense.length];
    gradients.get(entry.offset(), gradient);
    entry.average(gradient, dense, batch, settings.weightDecay());
    rule.begin();
    rule.change(dense, gradient, 0, dense.length, settings.rate().at(progress));
    if (++steps % regrowth.every() == 0 && progress < regrowth.until()) {
      chooseMask();
    }
  }

  private float importance(int index) {
    float magnitude = Math.abs(dense[index]);
    return mask[index] == 0 ? magnitude * Regrowth.RETURN : magnitude;
  }

  /** Keeps the most important values; among equals those that are kept already, then the first. */
  private void chooseMask() {
    float[] sorted = new float[dense.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = importance(i);
    }
    Arrays.sort(sorted);
    if (kept == 0) {
      return;
    }
    float threshold = sorted[sorted.length - kept];
    int free = kept;
    byte[] chosen = new byte[mask.length];
    for (int i = 0; i < chosen.length; i++) {
      if (importance(i) > threshold) {
        chosen[i] = 1;
        free--;
      }
    }
    for (byte before = 1; before >= 0; before--) {
      for (int i = 0; i < chosen.length && free > 0; i++) {
        if (chosen[i] == 0 && (mask[i] == 0 ? 0 : 1) == before && importance(i) == threshold) {
          chosen[i] = 1;
          free--;
        }
      }
    }
    System.arraycopy(chosen, 0, mask, 0, mask.length);
  }

  @Override
  public void write(FloatBuffer values) {
    float[] masked = new float[dense.length];
    for (int i = 0; i < masked.length; i++) {
      masked[i] = mask[i] == 0 ? 0f : dense[i];
    }
    values.put(entry.offset(), masked);
  }
}
