package io.deepcompress.runtime.integers;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.RowPooling;
import io.deepcompress.runtime.kernel.ByteRuns;
import io.deepcompress.runtime.kernel.Kernels;
import io.deepcompress.runtime.kernel.ScratchSize;
import java.util.Arrays;

/** Max pooling of 8-bit integers; a window without any tap in the image gives the zero point. */
public final class IntegerMaxPooling extends RowPooling {
  /** What {@link io.deepcompress.runtime.kernel.Loops} may read too far. */
  private static final int SLACK = 192;

  private final byte flip;
  private final int zeroPoint;
  private final int in;
  private final int out;

  /**
   * From byte slot {@code in} to byte slot {@code out}.
   *
   * @param signed whether the bytes are int8
   */
  public IntegerMaxPooling(
      Window window, Shape input, boolean signed, int zeroPoint, int in, int out) {
    super(window, input);
    // With the top bit flipped, unsigned bytes compare as signed ones.
    this.flip = (byte) (signed ? 0 : 0x80);
    this.zeroPoint = zeroPoint;
    this.in = in;
    this.out = out;
  }

  @Override
  public ScratchSize scratch() {
    return new ScratchSize(0, 0, 0, 0, 0, 0, 0, reach + taps.length + 2 * SLACK, 0);
  }

  /** First the largest values of each column of a row of windows, then those of the windows. */
  @Override
  protected void pool(int from, int rows, int to, int worker, Frame frame) {
    byte[] y = frame.bytes(out);
    byte[] scratch = frame.scratch().bytes(worker);
    if (rows > 0) {
      Kernels.loops()
          .largestOfRows(
              frame.bytes(in),
              from,
              window.dilationHeight() * width,
              rows,
              flip,
              scratch,
              window.left(),
              width);
      Arrays.fill(scratch, 0, window.left(), Byte.MIN_VALUE);
      Arrays.fill(scratch, window.left() + width, reach, Byte.MIN_VALUE);
      Kernels.loops()
          .largestOfTaps(
              scratch,
              window.kernelWidth(),
              window.dilationWidth(),
              window.strideWidth(),
              flip,
              scratch,
              reach + SLACK,
              taps.length);
      ByteRuns.copy(scratch, reach + SLACK, y, to, taps.length);
    }
    for (int i = 0; i < taps.length && (rows == 0 || someEmpty); i++) {
      if (rows * taps[i] == 0) {
        y[to + i] = (byte) zeroPoint;
      }
    }
  }
}
