package io.deepcompress.runtime.integers;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.kernel.IntegerLayer;
import io.deepcompress.runtime.kernel.Requantizer;
import io.deepcompress.runtime.kernel.ScratchSize;

/** A fully connected or convolution layer on 8-bit integers, with what follows it. */
public final class IntegerLayerStep implements Step {
  private final IntegerLayer layer;
  private final Requantizer requantizer;
  private final ActivationQuantization quantization;
  private final int in;
  private final int out;
  private final Piece preparation = this::prepare;
  private final Piece task = this::runTask;

  /**
   * From byte slot {@code in} to slot {@code out} of either kind.
   *
   * @param quantization of the input, or null where it is found at run time
   */
  public IntegerLayerStep(
      IntegerLayer layer,
      Requantizer requantizer,
      ActivationQuantization quantization,
      int in,
      int out) {
    this.layer = layer;
    this.requantizer = requantizer;
    this.quantization = quantization;
    this.in = in;
    this.out = out;
  }

  @Override
  public ScratchSize scratch() {
    return layer.scratch();
  }

  @Override
  public void run(Frame frame) {
    float inputScale = quantization == null ? frame.scale(in) : 1f;
    Object to = frame.array(out);
    frame
        .target()
        .set(
            to instanceof byte[] bytes ? bytes : null,
            to instanceof float[] floats ? floats : null,
            inputScale);
    frame.workers().run(preparation, layer.preparations(), frame);
    frame.workers().run(task, layer.tasks(), frame);
  }

  private boolean signed(Frame frame) {
    return quantization == null ? frame.signed(in) : quantization.signed();
  }

  private int zeroPoint(Frame frame) {
    return quantization == null ? frame.zeroPoint(in) : quantization.zeroPoint();
  }

  private void prepare(int number, int worker, Frame frame) {
    layer.prepare(number, frame.bytes(in), signed(frame), zeroPoint(frame), frame.scratch());
  }

  private void runTask(int number, int worker, Frame frame) {
    layer.run(
        number,
        worker,
        frame.bytes(in),
        signed(frame),
        zeroPoint(frame),
        frame.scratch(),
        requantizer,
        frame.target());
  }
}
