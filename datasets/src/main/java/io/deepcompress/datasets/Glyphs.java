package io.deepcompress.datasets;

import java.util.ArrayList;
import java.util.List;

/**
 * The ways in which each digit is written. A glyph is a text of strokes, divided by bars; a stroke
 * is a run of points {@code x,y} in hundredths of a box, y growing downwards, through which a
 * smooth curve goes. The same coordinates are the same point, so strokes that share one stay joined
 * when points are moved.
 */
final class Glyphs {
  private static final String[][] TEXTS = {
    {
      "50,0 25,12 15,50 25,88 50,100 75,88 85,50 75,12 53,1",
      "56,3 36,13 26,50 33,86 50,100 67,86 74,50 66,14 50,2",
      "66,8 40,3 20,30 18,66 38,97 66,92 83,60 78,25 57,3",
      "40,4 22,26 18,60 32,94 60,99 80,76 82,38 66,8 38,2",
    },
    {
      "50,0 50,50 50,100",
      "32,22 52,0|52,0 51,50 50,100",
      "34,20 52,0|52,0 52,50 51,98|28,99 75,98",
      "62,0 50,50 39,100",
    },
    {
      "20,25 30,6 52,0 74,10 76,32 58,60 20,98|20,98 50,96 84,99",
      "22,22 40,2 68,6 76,28 58,62 32,92 16,90 20,76 38,80 60,94 86,92",
      "24,30 34,8 56,2 74,16 70,40 44,72 16,97|16,97 45,90 65,99 84,90",
      "20,12 48,3 74,12|74,12 52,50 20,97|20,97 55,99 82,96",
    },
    {
      "22,14 42,0 68,8 70,32 44,46|44,46 72,56 78,80 52,100 20,88",
      "20,3 76,2|76,2 44,40|44,40 74,52 76,82 48,100 18,88",
      "22,10 50,0 72,18 56,42 42,46 44,50 66,54 78,76 56,99 20,90",
      "18,18 46,2 70,16 52,44|52,44 34,46|52,44 78,60 72,92 40,100 16,84",
    },
    {
      "28,0 20,40 22,58|22,58 80,56|68,4 66,55 64,100",
      "66,0 14,66|14,66 88,66|66,0 66,50 65,100",
      "26,4 18,36 26,56 50,58 70,48|74,2 70,48 64,100",
      "58,2 18,62|18,62 86,60|64,30 63,60 62,100",
    },
    {
      "74,2 30,3|30,3 24,42|24,42 50,36 76,52 78,80 52,100 20,90",
      "76,6 40,4 24,22 34,42 64,54 74,78 54,98 20,94",
      "32,6 26,44|26,44 56,40 76,60 70,88 44,100 18,92|34,5 80,2",
      "78,4 36,6|36,6 28,40|28,40 58,44 72,70 56,96 26,98",
    },
    {
      "66,2 38,18 20,52 24,86 50,100 76,86 74,60 50,50 24,64",
      "54,0 34,30 24,64 34,94 58,98 74,80 66,60 44,58 27,74",
      "72,4 46,28 22,66 30,94 56,100 76,82 68,60 44,58 24,76",
      "58,2 30,36 18,72 36,98 64,96 78,74 62,54 36,60 20,80",
    },
    {
      "18,4 80,3|80,3 56,50 42,100",
      "18,6 80,4|80,4 58,48 44,100|34,52 74,48",
      "16,14 34,4 56,8 80,2|80,2 62,40 52,70 50,100",
      "18,20 18,4|18,4 80,4|80,4 54,52 46,100",
    },
    {
      "72,14 50,0 28,12 34,34 62,54 76,78 52,100 24,82 38,56 66,34 74,16",
      "50,46 28,28 36,4 60,2 72,22 50,46|50,46 24,66 30,94 58,100 78,80 50,46",
      "68,10 40,2 28,22 50,44 74,64 70,92 44,100 22,84 34,58 62,38 70,13",
      "30,12 54,0 72,16 58,40 30,60 22,84 46,100 74,86 68,62 40,42 28,22 32,10",
    },
    {
      "72,14 48,2 26,18 28,44 52,50 70,34 73,14|73,14 70,55 66,100",
      "72,18 50,2 26,16 28,42 52,50 74,30|72,18 76,50 68,86 46,100 22,92",
      "70,22 50,4 28,20 34,46 58,44 72,20 70,50 56,100",
      "76,26 58,2 30,10 24,36 46,52 70,40 76,26 66,70 52,100",
    },
  };

  private static final Glyph[][] GLYPHS = new Glyph[10][];

  static {
    for (int digit = 0; digit < 10; digit++) {
      GLYPHS[digit] = new Glyph[TEXTS[digit].length];
      for (int i = 0; i < GLYPHS[digit].length; i++) {
        GLYPHS[digit][i] = parse(TEXTS[digit][i]);
      }
    }
  }

  private Glyphs() {}

  /**
   * A way to write a digit.
   *
   * @param x abscissa of each point, 0 to 1
   * @param y ordinate of each point, 0 (top) to 1
   * @param strokes the numbers of the points of each stroke, in writing order
   */
  record Glyph(double[] x, double[] y, int[][] strokes) {}

  /** Draws one of the ways to write a digit. */
  static Glyph draw(int digit, SplitMix64 random) {
    return GLYPHS[digit][random.nextInt(GLYPHS[digit].length)];
  }

  private static Glyph parse(String text) {
    List<String> points = new ArrayList<>();
    String[] parts = text.split("\\|");
    int[][] strokes = new int[parts.length][];
    for (int s = 0; s < parts.length; s++) {
      String[] tokens = parts[s].split(" ");
      strokes[s] = new int[tokens.length];
      for (int i = 0; i < tokens.length; i++) {
        if (!points.contains(tokens[i])) {
          points.add(tokens[i]);
        }
        strokes[s][i] = points.indexOf(tokens[i]);
      }
    }
    double[] x = new double[points.size()];
    double[] y = new double[points.size()];
    for (int i = 0; i < x.length; i++) {
      String[] pair = points.get(i).split(",");
      x[i] = Integer.parseInt(pair[0]) / 100.0;
      y[i] = Integer.parseInt(pair[1]) / 100.0;
    }
    return new Glyph(x, y, strokes);
  }
}
