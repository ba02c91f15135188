package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.kernel.Kernels;
import io.deepcompress.runtime.kernel.ScratchSize;
import java.util.Arrays;

/** Local response normalization across channels. */
public final class FloatNormalization implements Step, Piece {
  private static final int BLOCK = 2048;

  private final Operation.LocalResponseNormalization normalization;
  private final Shape shape;
  private final int in;
  private final int out;

  /** From slot {@code in} to slot {@code out}. */
  public FloatNormalization(
      Operation.LocalResponseNormalization normalization, Shape shape, int in, int out) {
    this.normalization = normalization;
    this.shape = shape;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    frame.workers().run(this, shape.channels(), frame);
  }

  @Override
  public ScratchSize scratch() {
    return new ScratchSize(0, 0, 0, 0, 0, 0, Math.min(BLOCK, shape.planeSize()));
  }

  @Override
  public void run(int channel, int worker, Frame frame) {
    float[] sums = frame.scratch().floats(worker);
    int plane = shape.planeSize();
    for (int from = 0; from < plane; from += BLOCK) {
      runBlock(channel, from, Math.min(BLOCK, plane - from), sums, frame);
    }
  }

  private void runBlock(int channel, int from, int count, float[] sums, Frame frame) {
    float[] x = frame.floats(in);
    float[] y = frame.floats(out);
    int plane = shape.planeSize();
    int half = normalization.size() / 2;
    int first = Math.max(0, channel - half);
    int last = Math.min(shape.channels() - 1, channel + half);
    Arrays.fill(sums, 0, count, 0f);
    for (int other = first; other <= last; other++) {
      Kernels.loops().addSquares(x, other * plane + from, sums, count);
    }
    int start = channel * plane + from;
    float k = normalization.k();
    float alpha = normalization.alpha();
    if (normalization.beta() == 0.75f) {
      // Krizhevsky's exponent takes two square roots, which are much quicker than a power.
      Kernels.loops().normalize(x, y, start, sums, count, k, alpha);
    } else {
      float beta = normalization.beta();
      for (int i = 0; i < count; i++) {
        y[start + i] = x[start + i] * (float) Math.pow(k + alpha * sums[i], -beta);
      }
    }
  }
}
