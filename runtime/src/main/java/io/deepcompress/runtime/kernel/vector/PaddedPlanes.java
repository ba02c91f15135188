package io.deepcompress.runtime.kernel.vector;

import io.deepcompress.codec.network.Window;
import io.deepcompress.runtime.kernel.ByteRuns;
import io.deepcompress.runtime.kernel.LayerShape;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A padded copy of an image, as uint8, in which every tap of a convolution reads one contiguous
 * run. Each channel is split by row and column modulo the stride into phases; those that no tap
 * reads are left out. A phase is a plane of {@link #pitch()} columns. Output {@code (y, x)} reads
 * element {@code y * pitch + x} from the tap's {@link #offset} on; the elements of a run between
 * the output's width and the pitch mean nothing.
 *
 * <p>At stride 1 the padding to the right of a row is the one to the left of the next.
 */
final class PaddedPlanes {
  private static final VectorSpecies<Byte> ALL = ByteVector.SPECIES_PREFERRED;
  private static final int LANES = ALL.length();

  /** Whether there are vectors of a quarter as many bytes. */
  private static final boolean QUARTER = 4 * VectorLoops.FEW.length() == LANES;

  private final LayerShape shape;
  private final Window window;
  private final int[] rowPhases;
  private final int[] columnPhases;
  private final int rows;
  private final int pitch;
  private final int planeSize;
  private final int channelSize;

  PaddedPlanes(LayerShape shape) {
    this.shape = shape;
    this.window = shape.window();
    this.rowPhases = phases(window.kernelHeight(), window.dilationHeight(), window.strideHeight());
    this.columnPhases = phases(window.kernelWidth(), window.dilationWidth(), window.strideWidth());
    int lastRow = (shape.outputHeight() - 1) * window.strideHeight() + window.spanHeight();
    int lastColumn = (shape.outputWidth() - 1) * window.strideWidth() + window.spanWidth();
    this.rows = ceilingDivide(lastRow, window.strideHeight());
    boolean shared = window.strideWidth() == 1;
    int right = lastColumn - window.left();
    this.pitch =
        shared
            ? Math.max(shape.outputWidth(), Math.max(window.left() + shape.width(), right))
            : ceilingDivide(lastColumn, window.strideWidth());
    long plane = (long) rows * pitch + (shared ? window.left() : 0);
    long channel = plane * count(rowPhases) * count(columnPhases);
    if (channel > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException("a padded channel of " + channel + " bytes is too large");
    }
    this.planeSize = (int) plane;
    this.channelSize = (int) channel;
  }

  /** Index of each phase that a tap reads, -1 for the others. */
  private static int[] phases(int kernel, int dilation, int stride) {
    int[] index = new int[stride];
    for (int tap = 0; tap < kernel; tap++) {
      index[tap * dilation % stride] = 1;
    }
    int count = 0;
    for (int phase = 0; phase < stride; phase++) {
      index[phase] = index[phase] == 1 ? count++ : -1;
    }
    return index;
  }

  private static int count(int[] phases) {
    int most = -1;
    for (int phase : phases) {
      most = Math.max(most, phase);
    }
    return most + 1;
  }

  private static int ceilingDivide(int a, int b) {
    return (a + b - 1) / b;
  }

  /** Distance of the outputs of neighbouring rows in a run. */
  int pitch() {
    return pitch;
  }

  /** Bytes of a channel. */
  int channelSize() {
    return channelSize;
  }

  /** Elements of a run, from the first to the last output. */
  int runLength() {
    return (shape.outputHeight() - 1) * pitch + shape.outputWidth();
  }

  /** Where a tap's run begins in a channel. */
  int offset(int kernelRow, int kernelColumn) {
    int y = kernelRow * window.dilationHeight();
    int x = kernelColumn * window.dilationWidth();
    int phase =
        rowPhases[y % window.strideHeight()] * count(columnPhases)
            + columnPhases[x % window.strideWidth()];
    return phase * planeSize + y / window.strideHeight() * pitch + x / window.strideWidth();
  }

  /** Offsets of the taps of a number of neighbouring channels, in the order of their weights. */
  int[] offsets(int channels) {
    int[] offsets = new int[channels * window.kernelHeight() * window.kernelWidth()];
    int i = 0;
    for (int channel = 0; channel < channels; channel++) {
      for (int row = 0; row < window.kernelHeight(); row++) {
        for (int column = 0; column < window.kernelWidth(); column++) {
          offsets[i++] = channel * channelSize + offset(row, column);
        }
      }
    }
    return offsets;
  }

  /** Whether the copy differs from the image in the top bits at most. */
  boolean unpadded() {
    return shape.isPointwise() && pitch == shape.width() && rows == shape.height();
  }

  /** Copies neighbouring channels of an image that is {@link #unpadded}. */
  void copy(int from, int to, byte[] input, byte flip, byte[] output) {
    // C2 makes vectors of this by itself; those of the Vector API it left on the heap in some JVMs.
    for (int i = from * channelSize; i < to * channelSize; i++) {
      output[i] = (byte) (input[i] ^ flip);
    }
  }

  /**
   * Copies one channel.
   *
   * @param flip exclusive-or of every byte
   * @param padding byte around the image, not flipped any more
   */
  void fill(int channel, byte[] input, byte flip, byte padding, byte[] output) {
    int to = channel * channelSize;
    Arrays.fill(output, to, to + channelSize, padding);
    for (int rowPhase = 0; rowPhase < rowPhases.length; rowPhase++) {
      for (int columnPhase = 0; columnPhase < columnPhases.length; columnPhase++) {
        if (rowPhases[rowPhase] >= 0 && columnPhases[columnPhase] >= 0) {
          fillPhase(channel, rowPhase, columnPhase, input, flip, output, to);
          to += planeSize;
        }
      }
    }
  }

  private void fillPhase(
      int channel, int rowPhase, int columnPhase, byte[] input, byte flip, byte[] output, int to) {
    int stride = window.strideWidth();
    int first = Math.max(0, ceilingDivide(Math.max(0, window.left() - columnPhase), stride));
    int column = first * stride + columnPhase - window.left();
    int count = Math.min(pitch - first, ceilingDivide(Math.max(0, shape.width() - column), stride));
    for (int row = 0; row < rows; row++) {
      int y = row * window.strideHeight() + rowPhase - window.top();
      if (y >= 0 && y < shape.height()) {
        int from = (channel * shape.height() + y) * shape.width() + column;
        int start = to + row * pitch + first;
        if (stride == 1) {
          ByteRuns.flip(input, from, flip, output, start, count);
        } else {
          copyStrided(input, from, stride, flip, output, start, count);
        }
      }
    }
  }

  private static void copyStrided(
      byte[] input, int from, int stride, byte flip, byte[] output, int to, int count) {
    boolean inside = from + stride * count <= input.length;
    if (stride == 2 && inside && count >= LANES / 2) {
      copyHalf(input, from, flip, output, to, count);
    } else if (stride == 4 && inside && QUARTER && count >= LANES / 4) {
      copyQuarter(input, from, flip, output, to, count);
    } else {
      for (int i = 0; i < count; i++) {
        output[to + i] = (byte) (input[from + i * stride] ^ flip);
      }
    }
  }

  /** Every second byte; the last vector overlaps the one before. */
  private static void copyHalf(
      byte[] input, int from, byte flip, byte[] output, int to, int count) {
    ByteVector flips = ByteVector.broadcast(RunSums.BYTES, flip);
    for (int i = 0; i < count; i += LANES / 2) {
      int at = Math.min(i, count - LANES / 2);
      ByteVector all = VectorLoops.exact(ByteVector.fromArray(ALL, input, from + 2 * at));
      RunSums.exact(all.reinterpretAsShorts().convertShape(VectorOperators.S2B, RunSums.BYTES, 0))
          .lanewise(VectorOperators.XOR, flips)
          .intoArray(output, to + at);
    }
  }

  /** Every fourth byte; the last vector overlaps the one before. */
  private static void copyQuarter(
      byte[] input, int from, byte flip, byte[] output, int to, int count) {
    ByteVector flips = ByteVector.broadcast(VectorLoops.FEW, flip);
    for (int i = 0; i < count; i += LANES / 4) {
      int at = Math.min(i, count - LANES / 4);
      ByteVector all = VectorLoops.exact(ByteVector.fromArray(ALL, input, from + 4 * at));
      VectorLoops.exactFew(
              all.reinterpretAsInts().convertShape(VectorOperators.I2B, VectorLoops.FEW, 0))
          .lanewise(VectorOperators.XOR, flips)
          .intoArray(output, to + at);
    }
  }
}
