package io.deepcompress.experiments.speed;

import io.deepcompress.runtime.execution.SingleLayer;
import io.deepcompress.runtime.kernel.LayerShape;

/** One layer of this runtime, uint8 in and out, one sample after the other. */
final class KernelContender implements Contender {
  private final SingleLayer layer;
  private final byte[] input;
  private final byte[] output;
  private final int batch;

  KernelContender(
      boolean scalar, LayerShape shape, byte[] weights, byte[] input, int batch, int threads) {
    layer = new SingleLayer(shape, weights, scalar, threads);
    this.input = input;
    this.batch = batch;
    output = new byte[shape.filters() * shape.outputPlane()];
  }

  /** Bytes that the prepared weights hold. */
  long heapBytes() {
    return layer.heapBytes();
  }

  @Override
  public void run() {
    for (int i = 0; i < batch; i++) {
      layer.run(input, output);
    }
  }

  @Override
  public void finish() {
    layer.close();
  }
}
