package io.deepcompress.runtime.kernel;

/**
 * From a layer's 32-bit sums to its outputs: {@code y = sum * (multiplier[channel] * inputScale) +
 * offset[channel]} in float32, each operation rounded by itself; then {@code y < 0 ? y * slope : y}
 * and {@code min(y, upper)}; then, to bytes, saturation, rounding half to even and the zero point.
 *
 * <p>Immutable and shared by threads. All implementations give the same bits.
 */
public interface Requantizer {
  /**
   * Converts neighbouring outputs of one channel.
   *
   * @param sums from index {@code from} on
   * @param count how many
   * @param channel whose factor applies
   * @param to index in the target of the first
   */
  void plane(int[] sums, int from, int count, int channel, Target target, int to);

  /**
   * Converts one output of each of neighbouring channels; output {@code i} goes to index {@code
   * channel + i} of the target.
   *
   * @param sums from index {@code from} on
   * @param count how many
   * @param channel the first
   */
  default void channels(int[] sums, int from, int count, int channel, Target target) {
    for (int i = 0; i < count; i++) {
      plane(sums, from + i, 1, channel + i, target, channel + i);
    }
  }
}
