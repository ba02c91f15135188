package io.deepcompress.runtime.execution;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;

/** Pooling of an image, a row of windows at a time; a piece is a range of channels. */
public abstract class RowPooling implements Step, Piece {
  private static final int PIECES = 64;

  /** The windows. */
  protected final Window window;

  /** Columns of the image. */
  protected final int width;

  /** Taps inside the image in each window of a row, were all of their rows inside. */
  protected final int[] taps;

  /** Whether there is a window without such a tap. */
  protected final boolean someEmpty;

  /** Columns that the windows of a row reach over, padding included. */
  protected final int reach;

  private final int channels;
  private final int height;

  /** For an image of {@code [channels, height, width]}. */
  protected RowPooling(Window window, Shape input) {
    this.window = window;
    this.channels = input.channels();
    this.height = input.dimension(1);
    this.width = input.dimension(2);
    this.taps = new int[window.outputWidth(width)];
    boolean empty = false;
    for (int column = 0; column < taps.length; column++) {
      for (int tap = 0; tap < window.kernelWidth(); tap++) {
        int x = column(column, tap);
        taps[column] += x >= 0 && x < width ? 1 : 0;
      }
      empty |= taps[column] == 0;
    }
    this.someEmpty = empty;
    this.reach = window.left() + Math.max(width, column(taps.length - 1, 0) + window.spanWidth());
  }

  /** Column of the image that a window reads with a tap; it may be outside. */
  protected final int column(int index, int tap) {
    return index * window.strideWidth() - window.left() + tap * window.dilationWidth();
  }

  @Override
  public final void run(Frame frame) {
    frame.workers().run(this, Math.min(PIECES, channels), frame);
  }

  @Override
  public final void run(int piece, int worker, Frame frame) {
    int pieces = Math.min(PIECES, channels);
    int end = (int) ((piece + 1L) * channels / pieces);
    for (int channel = (int) ((long) piece * channels / pieces); channel < end; channel++) {
      pool(channel, worker, frame);
    }
  }

  private void pool(int channel, int worker, Frame frame) {
    int rows = window.outputHeight(height);
    int dilation = window.dilationHeight();
    for (int row = 0; row < rows; row++) {
      int top = row * window.strideHeight() - window.top();
      int first = top >= 0 ? 0 : (-top + dilation - 1) / dilation;
      int end = Math.min(window.kernelHeight(), (height - top + dilation - 1) / dilation);
      pool(
          (channel * height + top + first * dilation) * width,
          Math.max(0, end - first),
          (channel * rows + row) * taps.length,
          worker,
          frame);
    }
  }

  /**
   * Pools a row of windows.
   *
   * @param from first element of the first row in the image; the next one is dilated
   * @param rows of the windows that are in the image; may be 0
   * @param to first element of the row of outputs
   */
  protected abstract void pool(int from, int rows, int to, int worker, Frame frame);
}
