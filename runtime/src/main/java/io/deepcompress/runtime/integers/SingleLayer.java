package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Workers;
import io.deepcompress.runtime.kernel.Epilogue;
import io.deepcompress.runtime.kernel.IntegerLayer;
import io.deepcompress.runtime.kernel.IntegerWeights;
import io.deepcompress.runtime.kernel.KernelProvider;
import io.deepcompress.runtime.kernel.Kernels;
import io.deepcompress.runtime.kernel.LayerShape;
import io.deepcompress.runtime.kernel.Scratch;
import java.util.Arrays;

/** One layer without a network around it, uint8 in and out, for benchmarks of the kernels. */
public final class SingleLayer implements AutoCloseable {
  private final IntegerLayerStep step;
  private final Frame frame;

  /**
   * Prepares the layer; outputs are sums times 2<sup>-14</sup>.
   *
   * @param input channels, height and width, both 1 for a fully connected layer
   * @param window of a convolution, else 1x1
   * @param filters output channels
   * @param weights int8, {@code [filters, channels, kernelHeight, kernelWidth]}
   * @param x what every run reads
   * @param y what every run writes
   * @param threads threads in all, the caller's included
   */
  public SingleLayer(
      Shape input, Window window, int filters, byte[] weights, byte[] x, byte[] y, int threads) {
    LayerShape shape =
        new LayerShape(
            input.dimension(0), input.dimension(1), input.dimension(2), filters, window, 1);
    KernelProvider kernels = Kernels.active();
    kernels.start();
    IntegerLayer layer = kernels.prepare(IntegerWeights.of(shape, weights));
    float[] multipliers = new float[filters];
    Arrays.fill(multipliers, 0x1p-14f);
    Epilogue epilogue =
        new Epilogue(multipliers, new float[filters], 0f, Float.POSITIVE_INFINITY, 0, 255, 0);
    step =
        new IntegerLayerStep(
            layer, kernels.toBytes(epilogue), new ActivationQuantization(1f, 0, false), 0, 1);
    Scratch scratch = new Scratch(layer.scratch(), threads);
    frame = new Frame(new Object[] {x, y}, scratch, new Workers(threads));
  }

  /** Computes one sample. */
  public void run() {
    step.run(frame);
  }

  /** Ends the helper threads. */
  @Override
  public void close() {
    frame.workers().close();
  }
}
