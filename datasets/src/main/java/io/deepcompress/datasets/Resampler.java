package io.deepcompress.datasets;

/**
 * Scales a plane of bytes and cuts a window out of the result, one axis after the other.
 *
 * <p>The weight of a source pixel falls linearly with its distance from the target pixel's centre:
 * to nothing over one source pixel when enlarging (bilinear interpolation), over one target pixel
 * when reducing, so that every source pixel counts and fine patterns do not alias. At equal size
 * this is a plain copy.
 */
final class Resampler {
  private final Axis horizontal;
  private final Axis vertical;

  Resampler(Axis horizontal, Axis vertical) {
    this.horizontal = horizontal;
    this.vertical = vertical;
  }

  /** Writes the window, row by row, from target[offset] on. */
  void apply(byte[] plane, int width, byte[] target, int offset) {
    int columns = horizontal.length();
    int rows = vertical.length();
    int firstRow = vertical.first[0];
    int lastRow = vertical.first[rows - 1] + vertical.weights[rows - 1].length;
    float[] between = new float[(lastRow - firstRow) * columns];
    for (int row = firstRow; row < lastRow; row++) {
      for (int column = 0; column < columns; column++) {
        float[] weights = horizontal.weights[column];
        int from = row * width + horizontal.first[column];
        float sum = 0;
        for (int i = 0; i < weights.length; i++) {
          sum += weights[i] * (plane[from + i] & 0xff);
        }
        between[(row - firstRow) * columns + column] = sum;
      }
    }
    for (int row = 0; row < rows; row++) {
      float[] weights = vertical.weights[row];
      for (int column = 0; column < columns; column++) {
        int from = (vertical.first[row] - firstRow) * columns + column;
        float sum = 0;
        for (int i = 0; i < weights.length; i++) {
          sum += weights[i] * between[from + i * columns];
        }
        int rounded = (int) (sum + 0.5f);
        target[offset + row * columns + column] = (byte) Math.max(0, Math.min(255, rounded));
      }
    }
  }

  /** The source pixels and weights of each target pixel along one axis. */
  static final class Axis {
    private final int[] first;
    private final float[][] weights;

    /**
     * An axis of {@code size} pixels scaled to {@code scaled}, of which {@code length} pixels from
     * {@code start} on are wanted.
     */
    Axis(int size, int scaled, int start, int length) {
      first = new int[length];
      weights = new float[length][];
      double ratio = (double) size / scaled;
      double reach = Math.max(1, ratio);
      for (int i = 0; i < length; i++) {
        double centre = (start + i + 0.5) * ratio;
        // Pixel p has its centre at p + 0.5 and weighs something if that is nearer than reach.
        int from = Math.max(0, (int) Math.ceil(centre - reach - 0.5));
        int to = Math.min(size - 1, (int) Math.floor(centre + reach - 0.5));
        double[] raw = new double[to - from + 1];
        double sum = 0;
        for (int p = from; p <= to; p++) {
          raw[p - from] = Math.max(0, 1 - Math.abs(p + 0.5 - centre) / reach);
          sum += raw[p - from];
        }
        first[i] = from;
        weights[i] = new float[raw.length];
        for (int p = 0; p < raw.length; p++) {
          weights[i][p] = (float) (raw[p] / sum);
        }
      }
    }

    int length() {
      return first.length;
    }
  }
}
