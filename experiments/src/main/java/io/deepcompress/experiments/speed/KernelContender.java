package io.deepcompress.experiments.speed;

import io.deepcompress.runtime.execution.SingleLayer;

/** One layer of this runtime, uint8 in and out, one sample after the other. */
final class KernelContender implements Contender {
  private final SingleLayer layer;
  private final byte[] input;
  private final byte[] output;
  private final int batch;

  KernelContender(
      boolean scalar, PaperLayer of, byte[] weights, byte[] input, int batch, int threads) {
    layer = new SingleLayer(of.input(), of.window(), of.filters(), weights, scalar, threads);
    this.input = input;
    this.batch = batch;
    output = new byte[of.output().size()];
  }

  /** Bytes that the prepared weights hold. */
  long heapBytes() {
    return layer.heapBytes();
  }

  /** What the layer computes of one sample, uint8. */
  byte[] output() {
    layer.run(input, output);
    return output.clone();
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
