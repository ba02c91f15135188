package io.deepcompress.experiments.speed;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.integers.SingleLayer;

/** One layer of this runtime, uint8 in and out, one sample after the other. */
final class KernelContender implements Contender {
  private final SingleLayer layer;
  private final byte[] output;
  private final int batch;

  KernelContender(PaperLayer of, byte[] weights, byte[] input, int batch, int threads) {
    output = new byte[of.output().size()];
    Shape shape = of.input().rank() == 3 ? of.input() : Shape.of(of.input().size(), 1, 1);
    layer = new SingleLayer(shape, of.window(), of.filters(), weights, input, output, threads);
    this.batch = batch;
  }

  /** What the layer computes of one sample, uint8. */
  byte[] output() {
    layer.run();
    return output.clone();
  }

  @Override
  public void run() {
    for (int i = 0; i < batch; i++) {
      layer.run();
    }
  }

  @Override
  public void finish() {
    layer.close();
  }
}
