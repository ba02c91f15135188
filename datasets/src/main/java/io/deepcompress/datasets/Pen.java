package io.deepcompress.datasets;

import java.util.Arrays;

/**
 * Draws soft round strokes onto a small gray picture; where strokes overlap the darker one stays.
 */
final class Pen {
  private final int height;
  private final int width;
  private final float[] ink;

  Pen(int height, int width) {
    this.height = height;
    this.width = width;
    this.ink = new float[height * width];
  }

  void clear() {
    Arrays.fill(ink, 0);
  }

  /** Ink of each pixel, 0 to 1, row by row. The array is the pen's own. */
  float[] ink() {
    return ink;
  }

  /**
   * Draws a straight piece with round ends.
   *
   * @param radius half the stroke's width in pixels
   * @param softness width in pixels of the edge over which the ink fades
   */
  void line(double x0, double y0, double x1, double y1, double radius, double softness) {
    double reach = radius + softness / 2;
    int left = Math.max(0, (int) (Math.min(x0, x1) - reach));
    int right = Math.min(width - 1, (int) (Math.max(x0, x1) + reach));
    int top = Math.max(0, (int) (Math.min(y0, y1) - reach));
    int bottom = Math.min(height - 1, (int) (Math.max(y0, y1) + reach));
    double dx = x1 - x0;
    double dy = y1 - y0;
    double inverse = 1 / Math.max(1e-12, dx * dx + dy * dy);
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        // Distance from the pixel's centre to the nearest point of the piece.
        double px = column + 0.5 - x0;
        double py = row + 0.5 - y0;
        double along = Math.max(0, Math.min(1, (px * dx + py * dy) * inverse));
        double ex = px - along * dx;
        double ey = py - along * dy;
        double squared = ex * ex + ey * ey;
        if (squared < reach * reach) {
          float value = (float) Math.min(1, (reach - Math.sqrt(squared)) / softness);
          int at = row * width + column;
          ink[at] = Math.max(ink[at], value);
        }
      }
    }
  }
}
