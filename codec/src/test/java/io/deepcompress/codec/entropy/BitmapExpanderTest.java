package io.deepcompress.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BitmapExpanderTest {

  @Test
  void everyByteOfFlagsAndEveryLength() {
    Random random = new Random(5);
    for (int flags = 0; flags < 256; flags++) {
      for (int count = 1; count <= 26; count++) {
        byte[] bitmap = new byte[(count + 7) / 8];
        random.nextBytes(bitmap);
        bitmap[0] = (byte) flags;
        byte[] codes = new byte[8 * bitmap.length + BitmapExpander.SLACK];
        random.nextBytes(codes);
        byte[] cells = new byte[count];
        BitmapExpander.expand(bitmap, codes, cells, count);
        int next = 0;
        for (int cell = 0; cell < count; cell++) {
          boolean set = (bitmap[cell / 8] >> cell % 8 & 1) != 0;
          assertThat(cells[cell])
              .as("flags " + flags + ", cell " + cell + " of " + count)
              .isEqualTo(set ? codes[next++] : 0);
        }
      }
    }
  }
}
