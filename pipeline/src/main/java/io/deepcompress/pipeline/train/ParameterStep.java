package io.deepcompress.pipeline.train;

import java.nio.FloatBuffer;

/** A way to train one parameter that is not simply to move its values. */
interface ParameterStep {
  /**
   * Learns from a batch.
   *
   * @param gradients the network's whole gradient, a sum over the batch
   * @param batch samples in it
   * @param progress part of the run that is done, 0 to below 1
   */
  void step(FloatBuffer gradients, int batch, double progress);

  /** Writes the values that the next batch sees; {@code values} is the network's whole vector. */
  void write(FloatBuffer values);
}
