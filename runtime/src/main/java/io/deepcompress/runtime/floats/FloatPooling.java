package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.RowPooling;
import io.deepcompress.runtime.kernel.Kernels;
import io.deepcompress.runtime.kernel.ScratchSize;
import java.util.Arrays;

/**
 * Pooling over windows: of the rows of a window first, column by column, so that windows side by
 * side share that, then of the columns. A window without any tap in the image gives 0.
 */
public final class FloatPooling extends RowPooling {
  /** What {@link io.deepcompress.runtime.kernel.Loops} may write too far. */
  private static final int SLACK = 64;

  private final Operation.Pooling pooling;
  private final Pool pool;
  private final int in;
  private final int out;

  /** Of an image in slot {@code in}, to slot {@code out}. */
  public FloatPooling(Operation.Pooling pooling, Shape input, int in, int out) {
    super(pooling.window(), input);
    this.pooling = pooling;
    this.pool = new Pool(pooling.pool(), pooling.p());
    this.in = in;
    this.out = out;
  }

  @Override
  public ScratchSize scratch() {
    return new ScratchSize(0, 0, 0, 0, 0, 0, 2 * reach + SLACK);
  }

  @Override
  protected void pool(int from, int rows, int to, int worker, Frame frame) {
    float[] x = frame.floats(in);
    float[] joined = frame.scratch().floats(worker);
    int step = window.dilationHeight() * width;
    boolean largest = pooling.pool() == Operation.Pool.MAX;
    if (pooling.pool() == Operation.Pool.P_NORM) {
      Arrays.fill(joined, 0, reach, 0f);
      for (int start = from; start < from + rows * step; start += step) {
        for (int i = 0; i < width; i++) {
          joined[window.left() + i] += pool.power(x[start + i]);
        }
      }
    } else if (rows > 0) {
      Kernels.loops().join(x, from, step, rows, largest, joined, window.left(), width);
      Arrays.fill(joined, 0, window.left(), pool.start());
      Arrays.fill(joined, window.left() + width, reach, pool.start());
    }
    // Windows at stride 1, from which those at other strides are taken: that goes without a gap.
    int count = (taps.length - 1) * window.strideWidth() + 1;
    Kernels.loops()
        .join(
            joined, 0, window.dilationWidth(), window.kernelWidth(), largest, joined, reach, count);
    finish(joined, frame.floats(out), to, rows);
  }

  private void finish(float[] x, float[] y, int to, int rows) {
    for (int i = 0; i < taps.length; i++) {
      int divisor = rows * taps[i];
      if (divisor > 0 && pooling.countPadding()) {
        divisor = window.kernelHeight() * window.kernelWidth();
      }
      float value = x[reach + i * window.strideWidth()];
      y[to + i] = divisor > 0 ? pool.finish(value, divisor) : 0f;
    }
  }
}
