package io.deepcompress.datasets;

/**
 * Writes one digit by hand: picks a way to write it, moves its points, bends the plane, slants,
 * turns and scales it, and draws it with a pen of some width and pressure onto 28x28 pixels.
 *
 * <p>Only additions, multiplications, divisions, square roots and {@link StrictMath} are used, so
 * the pixels are the same on every machine.
 */
final class DigitWriter {
  static final int SIZE = 28;

  /** Straight pieces between two neighbouring points of a stroke. */
  private static final int PIECES = 5;

  private final Pen pen = new Pen(SIZE, SIZE);
  private final ElasticField field = new ElasticField(SIZE, SIZE, 9);
  private final double[] point = new double[2];

  /** Writes the digit into {@code SIZE * SIZE} bytes from the offset on. */
  void write(int digit, SplitMix64 random, byte[] target, int offset) {
    Glyphs.Glyph glyph = Glyphs.draw(digit, random);
    double[] x = glyph.x().clone();
    double[] y = glyph.y().clone();
    place(x, y, random);
    pen.clear();
    double radius = random.between(0.65, 1.75);
    double softness = random.between(0.9, 1.6);
    for (int[] stroke : glyph.strokes()) {
      draw(stroke, x, y, radius * random.between(0.85, 1.15), softness);
    }
    develop(random, target, offset);
  }

  /** Takes the points from the unit box to pixels. */
  private void place(double[] x, double[] y, SplitMix64 random) {
    double height = random.between(16.5, 21.5);
    double width = height * random.between(0.62, 1.08);
    double angle = random.bell(0.13);
    double slant = random.bell(0.17) + 0.08;
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double shiftX = random.bell(1.0) + SIZE / 2.0;
    double shiftY = random.bell(1.0) + SIZE / 2.0;
    field.draw(random, 1.7);
    for (int i = 0; i < x.length; i++) {
      double v = (y[i] - 0.5 + random.bell(0.032)) * height;
      double u = (x[i] - 0.5 + random.bell(0.038)) * width - slant * v;
      point[0] = cos * u - sin * v + shiftX;
      point[1] = sin * u + cos * v + shiftY;
      field.addAt(point[0], point[1], point);
      x[i] = Math.max(1, Math.min(SIZE - 1, point[0]));
      y[i] = Math.max(1, Math.min(SIZE - 1, point[1]));
    }
  }

  /** Draws a Catmull-Rom curve through the points of a stroke. */
  private void draw(int[] stroke, double[] x, double[] y, double radius, double softness) {
    int last = stroke.length - 1;
    for (int i = 0; i < last; i++) {
      int before = stroke[Math.max(0, i - 1)];
      int from = stroke[i];
      int to = stroke[i + 1];
      int after = stroke[Math.min(last, i + 2)];
      double x0 = x[from];
      double y0 = y[from];
      for (int piece = 1; piece <= PIECES; piece++) {
        double t = piece / (double) PIECES;
        double x1 = catmullRom(x[before], x[from], x[to], x[after], t);
        double y1 = catmullRom(y[before], y[from], y[to], y[after], t);
        pen.line(x0, y0, x1, y1, radius, softness);
        x0 = x1;
        y0 = y1;
      }
    }
  }

  private static double catmullRom(double p0, double p1, double p2, double p3, double t) {
    double a = 2 * p1;
    double b = p2 - p0;
    double c = 2 * p0 - 5 * p1 + 4 * p2 - p3;
    double d = 3 * (p1 - p2) + p3 - p0;
    return (a + t * (b + t * (c + t * d))) / 2;
  }

  /** Turns ink into bytes: some pressure, grain in the ink and a few specks beside it. */
  private void develop(SplitMix64 random, byte[] target, int offset) {
    double pressure = random.between(190, 262);
    double grain = random.between(4, 24);
    float[] ink = pen.ink();
    for (int i = 0; i < ink.length; i++) {
      double value = 0;
      if (ink[i] > 0) {
        value = ink[i] * (pressure + random.bell(grain));
      }
      target[offset + i] = (byte) (int) Math.max(0, Math.min(255, value + 0.5));
    }
    int specks = random.nextInt(5);
    for (int i = 0; i < specks; i++) {
      int at = offset + random.nextInt(ink.length);
      int value = (target[at] & 0xff) + 30 + random.nextInt(150);
      target[at] = (byte) Math.min(255, value);
    }
  }
}
