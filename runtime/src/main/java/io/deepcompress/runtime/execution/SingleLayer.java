package io.deepcompress.runtime.execution;

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
   * @param weights int8, as {@link LayerShape} orders them
   * @param scalar whether to leave out the Vector API even where the JVM has it
   * @param threads threads in all, the caller's included
   */
  public SingleLayer(LayerShape shape, byte[] weights, boolean scalar, int threads) {
    KernelProvider provider = scalar ? new ScalarKernels() : Kernels.active();
    byte[] values = new byte[256];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) i;
    }
    layer = provider.prepare(new IntegerWeights(shape, weights, values));
    float[] multipliers = new float[shape.filters()];
    Arrays.fill(multipliers, 0x1p-14f);
    float[] biases = new float[shape.filters()];
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
