package io.deepcompress.pipeline.train;

/**
 * Makes a changed copy of a training sample, for instance {@code augmentation::apply}. Called from
 * one thread at a time, which need not be the one that trains.
 */
@FunctionalInterface
public interface SampleTransform {
  /**
   * Copies a sample with its changes.
   *
   * @param source the sample's values from {@code sourceOffset} on
   * @param target another array, written from {@code targetOffset} on
   * @param seed of this sample in this epoch
   */
  void apply(float[] source, int sourceOffset, float[] target, int targetOffset, long seed);
}
