package io.deepcompress.runtime.execution;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.kernel.Epilogue;
import io.deepcompress.runtime.kernel.IntegerLayer;
import io.deepcompress.runtime.kernel.IntegerWeights;
import io.deepcompress.runtime.kernel.KernelProvider;
import io.deepcompress.runtime.kernel.Kernels;
import io.deepcompress.runtime.kernel.LayerShape;
import io.deepcompress.runtime.kernel.Requantizer;
import io.deepcompress.runtime.kernel.ScalarKernels;
import io.deepcompress.runtime.kernel.Scratch;
import java.util.Arrays;

/** One layer without a network around it, uint8 in and out, for benchmarks of the kernels. */
public final class SingleLayer implements AutoCloseable {
  private final IntegerLayer layer;
  private final Requantizer requantizer;
  private final Workers workers;
  private final Frame frame;
  private final Piece preparation = this::prepare;
  private final Piece task = this::compute;
  private byte[] from;

  /**
   * Prepares the layer; outputs are sums times 2<sup>-14</sup>.
   *
   * @param input channels, height and width, or the inputs of a fully connected layer
   * @param window of a convolution, else 1x1
   * @param filters output channels
   * @param weights int8, {@code [filters, channels, kernelHeight, kernelWidth]}
   * @param scalar whether to leave out the Vector API even where the JVM has it
   * @param threads threads in all, the caller's included
   */
  public SingleLayer(
      Shape input, Window window, int filters, byte[] weights, boolean scalar, int threads) {
    int height = input.rank() == 3 ? input.dimension(1) : 1;
    LayerShape shape =
        new LayerShape(input.channels(), height, input.planeSize() / height, filters, window, 1);
    KernelProvider provider = scalar ? new ScalarKernels() : Kernels.active();
    provider.start();
    layer = provider.prepare(IntegerWeights.of(shape, weights));
    float[] multipliers = new float[filters];
    Arrays.fill(multipliers, 0x1p-14f);
    float[] biases = new float[filters];
    requantizer =
        provider.toBytes(new Epilogue(multipliers, biases, 0f, Float.POSITIVE_INFINITY, 0, 255, 0));
    workers = new Workers(threads);
    frame = new Frame(new Object[0], new Scratch(layer.scratch(), threads), workers);
  }

  /** Bytes that the prepared weights hold. */
  public long heapBytes() {
    return layer.heapBytes();
  }

  /** Computes one sample. */
  public void run(byte[] input, byte[] output) {
    from = input;
    frame.target().set(output, null, 1f);
    workers.run(preparation, layer.preparations(), frame);
    workers.run(task, layer.tasks(), frame);
  }

  private void prepare(int piece, int worker, Frame of) {
    layer.prepare(piece, from, false, 0, of.scratch());
  }

  private void compute(int piece, int worker, Frame of) {
    layer.run(piece, worker, from, false, 0, of.scratch(), requantizer, of.target());
  }

  /** Ends the helper threads. */
  @Override
  public void close() {
    workers.close();
  }
}
