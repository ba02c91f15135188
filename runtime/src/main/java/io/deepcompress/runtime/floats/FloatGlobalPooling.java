package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;

/** Pooling of each channel's whole plane, or over time. */
public final class FloatGlobalPooling implements Step, Piece {
  private static final int CHANNELS_PER_PIECE = 64;

  private final Pool pool;
  private final Shape input;
  private final int in;
  private final int out;

  /** Of a value in slot {@code in}, to slot {@code out}. */
  public FloatGlobalPooling(Operation.GlobalPooling pooling, Shape input, int in, int out) {
    this.pool = new Pool(pooling.pool(), pooling.p());
    this.input = input;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    int count = (input.channels() + CHANNELS_PER_PIECE - 1) / CHANNELS_PER_PIECE;
    frame.workers().run(this, count, frame);
  }

  @Override
  public void run(int number, int worker, Frame frame) {
    float[] x = frame.floats(in);
    float[] y = frame.floats(out);
    int plane = input.planeSize();
    int from = number * CHANNELS_PER_PIECE;
    int end = Math.min(input.channels(), from + CHANNELS_PER_PIECE);
    for (int channel = from; channel < end; channel++) {
      float result = pool.start();
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        result = pool.join(result, x[i]);
      }
      y[channel] = pool.finish(result, plane);
    }
  }
}
