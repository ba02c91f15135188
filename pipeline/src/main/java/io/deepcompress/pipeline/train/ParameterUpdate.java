package io.deepcompress.pipeline.train;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One training step's change of all parameters, with pruned weights kept at exactly zero and shared
 * weights kept exactly equal.
 *
 * <p>The network's own updater is not used: its configuration would have to be changed for every
 * rate, and it knows neither masks nor centroids. Blocks are independent, so that results do not
 * depend on the number of threads.
 */
final class ParameterUpdate {
  private static final int BLOCK = 1 << 15;

  private final NetworkHandle network;
  private final TrainingSettings settings;
  private final UpdateRule rule;
  private final List<Block> blocks = new ArrayList<>();
  private final List<ParameterStep> others = new ArrayList<>();

  /** A run of values of one parameter; {@code mask} is null where nothing is pruned. */
  private record Block(ParameterLayout.Entry entry, int start, int count, byte[] mask) {}

  /**
   * What is not simply trained.
   *
   * @param masks by parameter key, one byte a value, 0 where it is pruned
   * @param shared by parameter key
   * @param roundedCentroids whether shared values are seen rounded to int8
   * @param quantized by parameter key
   * @param regrowth of the masks of what is neither shared nor quantized; null where they stay
   */
  record Constraints(
      Map<String, byte[]> masks,
      Map<String, SharedParameter> shared,
      boolean roundedCentroids,
      Map<String, QuantizedParameter> quantized,
      Regrowth regrowth) {}

  /**
   * Prunes, shares and rounds at once what is to be pruned, shared and rounded.
   *
   * @throws IllegalArgumentException if a key or length is unknown, or a parameter is both shared
   *     and masked or quantized
   */
  ParameterUpdate(NetworkHandle network, TrainingSettings settings, Constraints constraints) {
    this.network = network;
    this.settings = settings;
    this.rule = UpdateRule.of(settings, (int) network.parameters().length());
    ParameterLayout layout = ParameterLayout.of(network);
    constraints.masks.forEach((key, mask) -> layout.require(key, mask.length));
    constraints.shared.forEach((key, value) -> layout.require(key, value.codes().length));
    constraints.quantized.keySet().forEach(layout::require);
    FloatBuffer values = NativeArrays.buffer(network.parameters());
    for (ParameterLayout.Entry entry : layout.entries()) {
      ParameterStep other = other(entry, constraints, values);
      if (other != null) {
        other.write(values);
        others.add(other);
        continue;
      }
      byte[] mask = constraints.masks.get(entry.key());
      for (int start = 0; start < entry.length(); ) {
        int count = Math.min(BLOCK, entry.length() - start);
        Block block = new Block(entry, start, count, mask);
        blocks.add(block);
        float[] chunk = new float[count];
        values.get(entry.offset() + start, chunk);
        prune(block, chunk);
        values.put(entry.offset() + start, chunk);
        start += count;
      }
    }
  }

  /** How a parameter is trained that is not simply moved and masked; null for the others. */
  private ParameterStep other(
      ParameterLayout.Entry entry, Constraints constraints, FloatBuffer values) {
    byte[] mask = constraints.masks.get(entry.key());
    SharedParameter shared = constraints.shared.get(entry.key());
    QuantizedParameter quantized = constraints.quantized.get(entry.key());
    if (shared != null) {
      if (mask != null || quantized != null) {
        throw new IllegalArgumentException(
            "Parameter "
                + entry.key()
                + " is both shared and "
                + (mask != null ? "masked; its code 0 is its mask" : "quantized"));
      }
      return new SharedUpdate(entry, shared, constraints.roundedCentroids, settings);
    }
    if (quantized != null) {
      return new QuantizedUpdate(entry, quantized, mask, settings, values);
    }
    return mask == null || constraints.regrowth == null
        ? null
        : new RegrownUpdate(entry, mask, constraints.regrowth, settings, values);
  }

  /**
   * Changes the parameters by the network's last gradient.
   *
   * @param batch samples that the gradient is a sum over
   * @param progress part of the run that is done, 0 to below 1
   */
  void step(int batch, double progress) {
    FloatBuffer values = NativeArrays.buffer(network.parameters());
    FloatBuffer gradients = NativeArrays.buffer(network.gradient());
    double rate = settings.rate().at(progress);
    rule.begin();
    IntStream.range(0, blocks.size())
        .parallel()
        .forEach(i -> step(blocks.get(i), values, gradients, batch, rate));
    for (ParameterStep other : others) {
      other.step(gradients, batch, progress);
    }
    // What is folded into weights may have moved with any of them.
    others.forEach(other -> other.write(values));
  }

  private void step(
      Block block, FloatBuffer values, FloatBuffer gradients, int batch, double rate) {
    int offset = block.entry.offset() + block.start;
    float[] value = new float[block.count];
    float[] gradient = new float[block.count];
    values.get(offset, value);
    gradients.get(offset, gradient);
    if (block.entry.statistic()) {
      for (int i = 0; i < block.count; i++) {
        value[i] -= gradient[i];
      }
    } else {
      block.entry.average(gradient, value, batch, settings.weightDecay());
      rule.change(value, gradient, offset, block.count, rate);
      prune(block, value);
    }
    values.put(offset, value);
  }

  /** Sets pruned values to +0.0; multiplying by zero would leave -0.0 for negative ones. */
  private static void prune(Block block, float[] values) {
    if (block.mask != null) {
      for (int i = 0; i < block.count; i++) {
        values[i] = block.mask[block.start + i] == 0 ? 0f : values[i];
      }
    }
  }
}
