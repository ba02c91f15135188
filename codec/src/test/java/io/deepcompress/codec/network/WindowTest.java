package io.deepcompress.codec.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static Window of(int... f) {
    return new Window(f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9]);
  }

  @Test
  void everyFieldHasItsRange() {
    for (int field = 0; field < 10; field++) {
      boolean padding = field >= 4 && field < 8;
      int least = padding ? 0 : 1;
      int[] fields = {1, 1, 1, 1, 0, 0, 0, 0, 1, 1};
      for (int allowed : new int[] {least, Window.MAX}) {
        fields[field] = allowed;
        assertThat(of(fields)).isNotNull();
      }
      for (int refused : new int[] {least - 1, Window.MAX + 1, Integer.MIN_VALUE}) {
        fields[field] = refused;
        assertThatThrownBy(() -> of(fields))
            .as("field %d", field)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(refused + " is not in " + least + ".." + Window.MAX);
      }
    }
  }

  @Test
  void squareWindows() {
    assertThat(Window.square(3)).isEqualTo(of(3, 3, 1, 1, 0, 0, 0, 0, 1, 1));
    assertThat(Window.square(3, 2, 1)).isEqualTo(of(3, 3, 2, 2, 1, 1, 1, 1, 1, 1));
  }

  @Test
  void outputsAreThePlacesWhereTheWindowFits() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      Window window =
          of(
              1 + random.nextInt(4),
              1 + random.nextInt(4),
              1 + random.nextInt(3),
              1 + random.nextInt(3),
              random.nextInt(3),
              random.nextInt(3),
              random.nextInt(3),
              random.nextInt(3),
              1 + random.nextInt(3),
              1 + random.nextInt(3));
      int size = 12 + random.nextInt(10);
      int rows = 0;
      int columns = 0;
      for (int at = -window.top();
          at + (window.kernelHeight() - 1) * window.dilationHeight() < size + window.bottom();
          at += window.strideHeight()) {
        rows++;
      }
      for (int at = -window.left();
          at + (window.kernelWidth() - 1) * window.dilationWidth() < size + window.right();
          at += window.strideWidth()) {
        columns++;
      }
      assertThat(window.outputHeight(size)).isEqualTo(rows);
      assertThat(window.outputWidth(size)).isEqualTo(columns);
      // A transposed window goes back to the least input that gives as many outputs.
      assertThat(window.outputHeight((int) window.transposedHeight(rows))).isEqualTo(rows);
      assertThat(window.outputHeight((int) window.transposedHeight(rows) - 1)).isEqualTo(rows - 1);
      assertThat(window.outputWidth((int) window.transposedWidth(columns))).isEqualTo(columns);
      assertThat(window.outputWidth((int) window.transposedWidth(columns) - 1))
          .isEqualTo(columns - 1);
    }
  }

  @Test
  void sizesDoNotOverflow() {
    Window large = of(16384, 16384, 1, 1, 16384, 16384, 16384, 16384, 16384, 16384);
    assertThat(large.outputHeight(Integer.MAX_VALUE))
        .isEqualTo((int) (Integer.MAX_VALUE + 2L * 16384 - (16383L * 16384 + 1) + 1));
    assertThat(large.outputWidth(1)).isNegative();
    assertThat(large.transposedHeight(Integer.MAX_VALUE)).isGreaterThan(Integer.MAX_VALUE);
    assertThat(Window.square(1, 1, 16384).outputWidth(Integer.MAX_VALUE)).isNegative();
  }
}
