package io.deepcompress.codec.entropy;

/**
 * Extra bits of gaps.
 *
 * @param gaps zeros before each non-zero weight
 * @param resolution of the {@link GapClasses}
 */
record GapExtras(int[] gaps, int resolution) {
  /** Writes the extra bits of one gap. */
  void write(BitWriter out, int index) {
    out.bits(gaps[index], GapClasses.extraBitsOfGap(gaps[index], resolution));
  }

  /** Symbols of all gaps. */
  byte[] symbols() {
    byte[] symbols = new byte[gaps.length];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = (byte) GapClasses.symbol(gaps[i], resolution);
    }
    return symbols;
  }

  /** Extra bits of all gaps. */
  byte[] stream() {
    BitWriter out = new BitWriter();
    for (int i = 0; i < gaps.length; i++) {
      write(out, i);
    }
    return out.finish();
  }
}
