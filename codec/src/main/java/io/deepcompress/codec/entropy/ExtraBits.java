package io.deepcompress.codec.entropy;

import io.deepcompress.codec.ModelFormatException;
import java.util.Arrays;

/** Extra bits of those gaps that have any, in their order, as they are read. */
final class ExtraBits {
  private final int resolution;
  private int[] values = new int[16];
  private int count;

  /** Extra bits of gaps in {@link GapClasses} of the given resolution. */
  ExtraBits(int resolution) {
    this.resolution = resolution;
  }

  /** The first symbol that has extra bits. */
  int firstSymbol() {
    return 2 << resolution;
  }

  /** Reads the extra bits of one gap. */
  void read(BitReader in, int symbol) throws ModelFormatException {
    if (symbol >= firstSymbol()) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = in.bits(GapClasses.extraBits(symbol, resolution));
    }
  }

  /** The gap of a symbol, which is the {@code index}-th one to have extra bits. */
  int gap(int symbol, int index) {
    return GapClasses.base(symbol, resolution) + values[index];
  }
}
