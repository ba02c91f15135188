package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.kernel.ScratchSize;
import java.util.Arrays;

/** A transposed convolution: each non-zero weight adds its input plane into the output. */
public final class FloatDeconvolution implements Step, Piece {
  private final Window window;
  private final Shape input;
  private final Shape output;
  private final WeightRows weights;
  private final float[] bias;
  private final int in;
  private final int out;

  /**
   * From slot {@code in} to slot {@code out}.
   *
   * @param bias one a filter
   */
  public FloatDeconvolution(
      Window window, Shape input, Shape output, WeightRows weights, float[] bias, int in, int out) {
    this.window = window;
    this.input = input;
    this.output = output;
    this.weights = weights;
    this.bias = bias;
    this.in = in;
    this.out = out;
  }

  private int taps() {
    return window.kernelHeight() * window.kernelWidth();
  }

  @Override
  public ScratchSize scratch() {
    int perFilter = input.channels() * taps();
    return new ScratchSize(0, 0, 0, 0, 0, perFilter, perFilter);
  }

  @Override
  public void run(Frame frame) {
    frame.workers().run(this, output.channels(), frame);
  }

  @Override
  public void run(int filter, int worker, Frame frame) {
    float[] x = frame.floats(in);
    float[] y = frame.floats(out);
    int[] positions = frame.scratch().ints(worker);
    float[] values = frame.scratch().floats(worker);
    int count = weights.expand(filter, positions, values);
    int start = filter * output.planeSize();
    Arrays.fill(y, start, start + output.planeSize(), bias[filter]);
    for (int k = 0; k < count; k++) {
      int channel = positions[k] / taps();
      int tap = positions[k] % taps();
      int down = tap / window.kernelWidth() * window.dilationHeight() - window.top();
      int across = tap % window.kernelWidth() * window.dilationWidth() - window.left();
      for (int row = 0; row < input.dimension(1); row++) {
        int outputRow = row * window.strideHeight() + down;
        if (outputRow >= 0 && outputRow < output.dimension(1)) {
          addRow(
              x,
              (channel * input.dimension(1) + row) * input.dimension(2),
              values[k],
              y,
              start + outputRow * output.dimension(2),
              across);
        }
      }
    }
  }

  private void addRow(float[] x, int from, float weight, float[] y, int to, int across) {
    int stride = window.strideWidth();
    int width = output.dimension(2);
    int first = across >= 0 ? 0 : (-across + stride - 1) / stride;
    for (int column = first; column < input.dimension(2); column++) {
      int outputColumn = column * stride + across;
      if (outputColumn >= width) {
        break;
      }
      y[to + outputColumn] += weight * x[from + column];
    }
  }
}
