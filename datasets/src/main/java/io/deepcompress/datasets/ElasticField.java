package io.deepcompress.datasets;

import java.util.Arrays;

/**
 * A smooth random displacement of the plane: a uniform cubic B-spline over a coarse grid of random
 * offsets, so it has no folds or kinks as long as the amplitude stays well below the cell size.
 *
 * <p>One field serves one thread; {@link #draw} replaces its offsets.
 */
final class ElasticField {
  private final int height;
  private final int width;
  private final double cell;
  private final int columns;
  private final double[] offsetsX;
  private final double[] offsetsY;

  /** First grid column and the four weights of each pixel's centre along a row. */
  private final int[] firstColumns;

  private final double[] columnWeights;

  /**
   * A field without displacement.
   *
   * @param cell distance between grid points, in pixels
   */
  ElasticField(int height, int width, double cell) {
    this.height = height;
    this.width = width;
    this.cell = cell;
    this.columns = (int) (width / cell) + 4;
    int rows = (int) (height / cell) + 4;
    this.offsetsX = new double[rows * columns];
    this.offsetsY = new double[rows * columns];
    this.firstColumns = new int[width];
    this.columnWeights = new double[4 * width];
    for (int x = 0; x < width; x++) {
      double u = (x + 0.5) / cell;
      firstColumns[x] = (int) u;
      for (int i = 0; i < 4; i++) {
        columnWeights[4 * x + i] = weight(i, u - firstColumns[x]);
      }
    }
  }

  /** Draws new offsets with this standard deviation in pixels. */
  void draw(SplitMix64 random, double deviation) {
    for (int i = 0; i < offsetsX.length; i++) {
      offsetsX[i] = random.bell(deviation);
      offsetsY[i] = random.bell(deviation);
    }
  }

  /** Adds the displacement at (x, y), which is clamped to the plane, to target[0] and target[1]. */
  void addAt(double x, double y, double[] target) {
    double u = Math.max(0, Math.min(width, x)) / cell;
    double v = Math.max(0, Math.min(height, y)) / cell;
    int column = (int) u;
    int row = (int) v;
    double fx = u - column;
    double fy = v - row;
    double sumX = 0;
    double sumY = 0;
    for (int j = 0; j < 4; j++) {
      double weightY = weight(j, fy);
      int start = (row + j) * columns + column;
      for (int i = 0; i < 4; i++) {
        double weight = weightY * weight(i, fx);
        sumX += weight * offsetsX[start + i];
        sumY += weight * offsetsY[start + i];
      }
    }
    target[0] += sumX;
    target[1] += sumY;
  }

  /** Adds the displacement at every pixel's centre, row by row. */
  void addTo(double[] targetX, double[] targetY) {
    double[] lineX = new double[columns];
    double[] lineY = new double[columns];
    for (int y = 0; y < height; y++) {
      double v = (y + 0.5) / cell;
      int row = (int) v;
      Arrays.fill(lineX, 0);
      Arrays.fill(lineY, 0);
      for (int j = 0; j < 4; j++) {
        double weight = weight(j, v - row);
        for (int i = 0; i < columns; i++) {
          lineX[i] += weight * offsetsX[(row + j) * columns + i];
          lineY[i] += weight * offsetsY[(row + j) * columns + i];
        }
      }
      for (int x = 0; x < width; x++) {
        for (int i = 0; i < 4; i++) {
          double weight = columnWeights[4 * x + i];
          targetX[y * width + x] += weight * lineX[firstColumns[x] + i];
          targetY[y * width + x] += weight * lineY[firstColumns[x] + i];
        }
      }
    }
  }

  /** The four pieces of the uniform cubic B-spline. */
  private static double weight(int piece, double t) {
    double s = 1 - t;
    return switch (piece) {
      case 0 -> s * s * s / 6;
      case 1 -> (3 * t * t * t - 6 * t * t + 4) / 6;
      case 2 -> (3 * s * s * s - 6 * s * s + 4) / 6;
      default -> t * t * t / 6;
    };
  }
}
