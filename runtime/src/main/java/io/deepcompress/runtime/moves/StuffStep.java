package io.deepcompress.runtime.moves;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;
import java.util.Arrays;

/**
 * Moves the rows and columns of bytes apart by a window's strides, with the integer of zero between
 * them: a transposed convolution of the one is a convolution of the other.
 */
public final class StuffStep implements Step {
  private final Window window;
  private final Shape input;
  private final byte zero;
  private final int in;
  private final int out;

  /** From byte slot {@code in} to byte slot {@code out}. */
  public StuffStep(Window window, Shape input, byte zero, int in, int out) {
    this.window = window;
    this.input = input;
    this.zero = zero;
    this.in = in;
    this.out = out;
  }

  /** Rows or columns from the first to the last. */
  public static int stuffed(int size, int stride) {
    return (size - 1) * stride + 1;
  }

  @Override
  public void run(Frame frame) {
    byte[] x = frame.bytes(in);
    byte[] y = frame.bytes(out);
    int height = input.dimension(1);
    int width = input.dimension(2);
    int wide = stuffed(width, window.strideWidth());
    int plane = stuffed(height, window.strideHeight()) * wide;
    Arrays.fill(y, 0, input.channels() * plane, zero);
    for (int row = 0; row < input.channels() * height; row++) {
      int to = row / height * plane + row % height * window.strideHeight() * wide;
      Move.copy(x, row * width, 1, y, to, window.strideWidth(), width);
    }
  }
}
