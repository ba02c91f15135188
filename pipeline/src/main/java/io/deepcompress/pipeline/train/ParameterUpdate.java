package io.deepcompress.pipeline.train;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
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
  private final List<SharedUpdate> shared = new ArrayList<>();

  /** A run of values of one parameter; {@code mask} is null where nothing is pruned. */
  private record Block(ParameterLayout.Entry entry, int start, int count, byte[] mask) {}

  /**
   * Prunes and shares at once what is to be pruned and shared.
   *
   * @param masks by parameter key, one byte a value, 0 where it is pruned
   * @param sharedParameters by parameter key
   * @throws IllegalArgumentException if a key or length is unknown, or a parameter is in both
   */
  ParameterUpdate(
      NetworkHandle network,
      TrainingSettings settings,
      Map<String, byte[]> masks,
      Map<String, SharedParameter> sharedParameters) {
    this.network = network;
    this.settings = settings;
    this.rule = UpdateRule.of(settings, (int) network.parameters().length());
    ParameterLayout layout = ParameterLayout.of(network);
    masks.forEach((key, mask) -> layout.require(key, mask.length));
    FloatBuffer values = NativeArrays.buffer(network.parameters());
    Map<String, ParameterLayout.Entry> sharedEntries = new HashMap<>();
    sharedParameters.forEach(
        (key, parameter) -> {
          if (masks.containsKey(key)) {
            throw new IllegalArgumentException(
                "Parameter " + key + " is both masked and shared; its code 0 is its mask");
          }
          ParameterLayout.Entry entry = layout.require(key, parameter.codes().length);
          sharedEntries.put(key, entry);
          SharedUpdate update = new SharedUpdate(entry, parameter, settings);
          update.write(values);
          shared.add(update);
        });
    for (ParameterLayout.Entry entry : layout.entries()) {
      byte[] mask = masks.get(entry.key());
      for (int start = 0; !sharedEntries.containsKey(entry.key()) && start < entry.length(); ) {
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
    double centroidRate = shared.isEmpty() ? 0 : settings.centroidRate().at(progress);
    for (SharedUpdate update : shared) {
      update.step(gradients, batch, centroidRate);
      update.write(values);
    }
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
      float decay = block.entry.weight() ? (float) settings.weightDecay() : 0;
      float factor = 1f / batch;
      for (int i = 0; i < block.count; i++) {
        gradient[i] = gradient[i] * factor + decay * value[i];
      }
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
