package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.kernel.ScratchSize;
import java.util.Arrays;

/**
 * Pooling over windows: of the rows of a window first, column by column, so that windows side by
 * side share that, then of the columns. A window without any tap in the image gives 0.
 */
public final class FloatPooling implements Step, Piece {
  private final Operation.Pooling pooling;
  private final Pool pool;
  private final Shape input;
  private final int in;
  private final int out;

  /** Taps inside the image in each window of a row, were all of their rows inside. */
  private final int[] taps;

  /** Of an image in slot {@code in}, to slot {@code out}. */
  public FloatPooling(Operation.Pooling pooling, Shape input, int in, int out) {
    this.pooling = pooling;
    this.pool = new Pool(pooling.pool(), pooling.p());
    this.input = input;
    this.in = in;
    this.out = out;
    Window window = pooling.window();
    this.taps = new int[window.outputWidth(input.dimension(2))];
    for (int tap = 0; tap < window.kernelWidth(); tap++) {
      for (int i = first(tap); i < end(tap); i++) {
        taps[i]++;
      }
    }
  }

  /** First column of the image that the first window would read with a tap. */
  private int start(int tap) {
    return tap * pooling.window().dilationWidth() - pooling.window().left();
  }

  /** First window of a row whose tap is in the image. */
  private int first(int tap) {
    int stride = pooling.window().strideWidth();
    return Math.max(0, (stride - 1 - start(tap)) / stride);
  }

  /** One past the last window of a row whose tap is in the image. */
  private int end(int tap) {
    int stride = pooling.window().strideWidth();
    int behind = Math.max(0, input.dimension(2) - start(tap) + stride - 1) / stride;
    return Math.min(taps.length, behind);
  }

  @Override
  public void run(Frame frame) {
    frame.workers().run(this, input.channels(), frame);
  }

  @Override
  public ScratchSize scratch() {
    return new ScratchSize(0, 0, 0, 0, 0, 0, input.dimension(2));
  }

  @Override
  public void run(int channel, int worker, Frame frame) {
    float[] columns = frame.scratch().floats(worker);
    float[] y = frame.floats(out);
    Window window = pooling.window();
    int rows = window.outputHeight(input.dimension(1));
    int to = channel * rows * taps.length;
    for (int row = 0; row < rows; row++, to += taps.length) {
      int top = row * window.strideHeight() - window.top();
      int inside = joinRows(frame.floats(in), channel, top, columns);
      Arrays.fill(y, to, to + taps.length, pool.start());
      for (int tap = 0; tap < window.kernelWidth(); tap++) {
        int first = first(tap);
        int from = start(tap) + first * window.strideWidth();
        join(columns, from, window.strideWidth(), y, to + first, end(tap) - first);
      }
      finish(y, to, inside);
    }
  }

  /** Joins the rows of a window that are in the image and returns how many these are. */
  private int joinRows(float[] x, int channel, int top, float[] columns) {
    Window window = pooling.window();
    int height = input.dimension(1);
    int width = input.dimension(2);
    Arrays.fill(columns, 0, width, pool.start());
    int inside = 0;
    for (int tap = 0; tap < window.kernelHeight(); tap++) {
      int row = top + tap * window.dilationHeight();
      if (row >= 0 && row < height) {
        int from = (channel * height + row) * width;
        if (pooling.pool() == Operation.Pool.P_NORM) {
          for (int i = 0; i < width; i++) {
            columns[i] = pool.join(columns[i], x[from + i]);
          }
        } else {
          join(x, from, 1, columns, 0, width);
        }
        inside++;
      }
    }
    return inside;
  }

  /** Adds every {@code step}th element, or takes the larger. */
  private void join(float[] x, int from, int step, float[] y, int to, int count) {
    if (pooling.pool() == Operation.Pool.MAX) {
      for (int i = 0; i < count; i++) {
        y[to + i] = Math.max(y[to + i], x[from + i * step]);
      }
    } else if (step == 1) {
      for (int i = 0; i < count; i++) {
        y[to + i] += x[from + i];
      }
    } else {
      for (int i = 0; i < count; i++) {
        y[to + i] += x[from + i * step];
      }
    }
  }

  private void finish(float[] y, int to, int rows) {
    Window window = pooling.window();
    for (int i = 0; i < taps.length; i++) {
      int divisor = rows * taps[i];
      if (divisor > 0 && pooling.countPadding()) {
        divisor = window.kernelHeight() * window.kernelWidth();
      }
      y[to + i] = divisor > 0 ? pool.finish(y[to + i], divisor) : 0f;
    }
  }
}
