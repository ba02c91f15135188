package io.deepcompress.experiments.speed;

import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Workers;
import io.deepcompress.runtime.kernel.Epilogue;
import io.deepcompress.runtime.kernel.IntegerLayer;
import io.deepcompress.runtime.kernel.IntegerWeights;
import io.deepcompress.runtime.kernel.KernelProvider;
import io.deepcompress.runtime.kernel.LayerShape;
import io.deepcompress.runtime.kernel.Requantizer;
import io.deepcompress.runtime.kernel.Scratch;
import java.util.Arrays;

/** One layer of this runtime, uint8 in and out, one sample after the other. */
final class KernelContender implements Contender {
  private final IntegerLayer layer;
  private final Workers workers;
  private final Frame frame;
  private final Piece preparation;
  private final Piece task;
  private final byte[] output;
  private final int batch;

  KernelContender(
      KernelProvider provider,
      LayerShape shape,
      byte[] weights,
      byte[] input,
      int batch,
      int threads) {
    this.batch = batch;
    byte[] values = new byte[256];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) i;
    }
    layer = provider.prepare(new IntegerWeights(shape, weights, values));
    float[] multipliers = new float[shape.filters()];
    Arrays.fill(multipliers, 0x1p-14f);
    Requantizer requantizer =
        provider.toBytes(
            new Epilogue(
                multipliers, new float[shape.filters()], 0f, Float.POSITIVE_INFINITY, 0, 255, 0));
    workers = new Workers(threads);
    frame = new Frame(new Object[0], new Scratch(layer.scratch(), threads), workers);
    output = new byte[shape.filters() * shape.outputPlane()];
    preparation = (piece, worker, of) -> layer.prepare(piece, input, false, 0, of.scratch());
    task =
        (piece, worker, of) ->
            layer.run(piece, worker, input, false, 0, of.scratch(), requantizer, of.target());
  }

  /** Bytes that the prepared weights hold. */
  long heapBytes() {
    return layer.heapBytes();
  }

  @Override
  public void run() {
    frame.target().set(output, null, 1f);
    for (int i = 0; i < batch; i++) {
      workers.run(preparation, layer.preparations(), frame);
      workers.run(task, layer.tasks(), frame);
    }
  }

  @Override
  public void finish() {
    workers.close();
  }
}
