package io.deepcompress.codec.container;

import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.Window;

/**
 * A {@link Window} as a mask byte and only those fields that are not the usual ones.
 *
 * <pre>
 * mask bit 0: kernel not square    kH, and kW with the bit
 *          1: stride not 1         sH, only with the bit
 *          2: stride not square    sW, only with the bit; needs bit 1
 *          3: padding not 0        top, only with the bit
 *          4: paddings differ      left, bottom, right, only with the bit; needs bit 3
 *          5: dilation not 1       dH, only with the bit
 *          6: dilation not square  dW, only with the bit; needs bit 5
 *          7: the caller's
 * </pre>
 */
final class WindowCoder {
  private static final int KERNEL_WIDTH = 1;
  private static final int STRIDE = 2;
  private static final int STRIDE_WIDTH = 4;
  private static final int PADDING = 8;
  private static final int PADDINGS = 16;
  private static final int DILATION = 32;
  private static final int DILATION_WIDTH = 64;
  private static final int FLAG = 128;

  /** A window and the caller's flag. */
  record Flagged(Window window, boolean flag) {}

  private WindowCoder() {}

  static void write(Window window, boolean flag, ByteWriter out) {
    int mask = mask(window) | (flag ? FLAG : 0);
    out.u8(mask);
    out.varint(window.kernelHeight());
    writeIf(mask, KERNEL_WIDTH, window.kernelWidth(), out);
    writeIf(mask, STRIDE, window.strideHeight(), out);
    writeIf(mask, STRIDE_WIDTH, window.strideWidth(), out);
    writeIf(mask, PADDING, window.top(), out);
    writeIf(mask, PADDINGS, window.left(), out);
    writeIf(mask, PADDINGS, window.bottom(), out);
    writeIf(mask, PADDINGS, window.right(), out);
    writeIf(mask, DILATION, window.dilationHeight(), out);
    writeIf(mask, DILATION_WIDTH, window.dilationWidth(), out);
  }

  /** The mask without the caller's bit; a pair is (1, 1) or (0, 0, 0, 0) where no bit is set. */
  private static int mask(Window w) {
    boolean paddings = w.top() != w.left() || w.top() != w.bottom() || w.top() != w.right();
    boolean strides = w.strideHeight() != w.strideWidth();
    boolean dilations = w.dilationHeight() != w.dilationWidth();
    return (w.kernelHeight() != w.kernelWidth() ? KERNEL_WIDTH : 0)
        | (strides || w.strideHeight() != 1 ? STRIDE : 0)
        | (strides ? STRIDE_WIDTH : 0)
        | (paddings || w.top() != 0 ? PADDING : 0)
        | (paddings ? PADDINGS : 0)
        | (dilations || w.dilationHeight() != 1 ? DILATION : 0)
        | (dilations ? DILATION_WIDTH : 0);
  }

  private static void writeIf(int mask, int bit, int value, ByteWriter out) {
    if ((mask & bit) != 0) {
      out.varint(value);
    }
  }

  static Flagged read(ByteReader in) throws ModelFormatException {
    int start = in.position();
    int mask = in.u8();
    int kernelHeight = in.varint(1, Window.MAX, "kernel height");
    int kernelWidth = readIf(mask, KERNEL_WIDTH, 1, kernelHeight, in, "kernel width");
    int strideHeight = readIf(mask, STRIDE, 1, 1, in, "stride");
    int strideWidth = readIf(mask, STRIDE_WIDTH, 1, strideHeight, in, "horizontal stride");
    int top = readIf(mask, PADDING, 0, 0, in, "padding");
    int left = readIf(mask, PADDINGS, 0, top, in, "left padding");
    int bottom = readIf(mask, PADDINGS, 0, top, in, "bottom padding");
    int right = readIf(mask, PADDINGS, 0, top, in, "right padding");
    int dilationHeight = readIf(mask, DILATION, 1, 1, in, "dilation");
    int dilationWidth = readIf(mask, DILATION_WIDTH, 1, dilationHeight, in, "horizontal dilation");
    Window window =
        new Window(
            kernelHeight,
            kernelWidth,
            strideHeight,
            strideWidth,
            top,
            left,
            bottom,
            right,
            dilationHeight,
            dilationWidth);
    in.requireCanonical(
        mask(window) == (mask & ~FLAG), start, "the window's mask does not fit its fields");
    return new Flagged(window, (mask & FLAG) != 0);
  }

  private static int readIf(int mask, int bit, int min, int otherwise, ByteReader in, String what)
      throws ModelFormatException {
    return (mask & bit) != 0 ? in.varint(min, Window.MAX, what) : otherwise;
  }
}
