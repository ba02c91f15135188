package io.deepcompress.runtime.integers;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;

/** Max pooling of 8-bit integers; a window without any tap in the image gives the zero point. */
public final class IntegerMaxPooling implements Step {
  private final Window window;
  private final Shape input;
  private final int flip;
  private final int zeroPoint;
  private final int in;
  private final int out;
  private final Piece piece = this::runChannel;

  /**
   * From byte slot {@code in} to byte slot {@code out}.
   *
   * @param signed whether the bytes are int8
   */
  public IntegerMaxPooling(
      Window window, Shape input, boolean signed, int zeroPoint, int in, int out) {
    this.window = window;
    this.input = input;
    // With the top bit flipped, unsigned bytes compare as signed ones.
    this.flip = signed ? 0 : 0x80;
    this.zeroPoint = zeroPoint;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    frame.workers().run(piece, input.channels(), frame);
  }

  private void runChannel(int channel, int worker, Frame frame) {
    byte[] x = frame.bytes(in);
    byte[] y = frame.bytes(out);
    int rows = window.outputHeight(input.dimension(1));
    int columns = window.outputWidth(input.dimension(2));
    int to = channel * rows * columns;
    for (int row = 0; row < rows; row++) {
      int top = row * window.strideHeight() - window.top();
      for (int column = 0; column < columns; column++) {
        int left = column * window.strideWidth() - window.left();
        y[to++] = (byte) largest(x, channel, top, left);
      }
    }
  }

  private int largest(byte[] x, int channel, int top, int left) {
    int height = input.dimension(1);
    int width = input.dimension(2);
    int dy = window.dilationHeight();
    int dx = window.dilationWidth();
    int bottom = Math.min(height, top + window.spanHeight());
    int right = Math.min(width, left + window.spanWidth());
    int firstRow = top >= 0 ? top : top + (-top + dy - 1) / dy * dy;
    int firstColumn = left >= 0 ? left : left + (-left + dx - 1) / dx * dx;
    if (firstRow >= bottom || firstColumn >= right) {
      return zeroPoint;
    }
    int largest = -128;
    for (int row = firstRow; row < bottom; row += dy) {
      int start = (channel * height + row) * width;
      for (int column = firstColumn; column < right; column += dx) {
        largest = Math.max(largest, (byte) (x[start + column] ^ flip));
      }
    }
    return largest ^ flip;
  }
}
