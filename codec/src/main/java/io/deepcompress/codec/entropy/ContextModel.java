package io.deepcompress.codec.entropy;

import io.deepcompress.codec.Codebook;

/**
 * Codes the weights of a tensor one by one: whether it is zero, its sign, its magnitude. Subclasses
 * say in which contexts.
 */
abstract class ContextModel {
  /** Count of the flags' starting states. */
  static final int FLAG_COUNT = 2;

  /** Count of the signs' starting states. */
  static final int SIGN_COUNT = 1;

  private static final byte[] COUNT_CLASS = countClasses();

  final WeightLayout layout;
  final RangeSettings settings;
  final BinaryCoder coder;

  /** Signed magnitudes of the row that is being coded, from index {@code pad} on; zeros before. */
  int[] row;

  /** The row before. */
  int[] above;

  /** The row before that. */
  int[] aboveTwice;

  final int pad;
  private double codeBits;
  private final SignedCodes signedCodes;
  private final Magnitudes magnitudes;

  ContextModel(
      WeightLayout layout, Codebook codebook, RangeSettings settings, BinaryCoder coder, int pad) {
    this.layout = layout;
    this.settings = settings;
    this.coder = coder;
    this.pad = pad;
    signedCodes = new SignedCodes(codebook);
    magnitudes = new Magnitudes(codebook, signedCodes, settings.widths());
    row = new int[layout.columns() + pad];
    above = new int[layout.columns() + pad];
    aboveTwice = new int[layout.columns() + pad];
  }

  static ContextModel of(
      WeightLayout layout, Codebook codebook, RangeSettings settings, BinaryCoder coder) {
    return layout.kernelSize() == 1
        ? new MatrixModel(layout, codebook, settings, coder)
        : new KernelModel(layout, codebook, settings, coder);
  }

  /** Codes all weights, reading or writing {@code codes}. */
  final void run(byte[] codes, boolean decoding) {
    int columns = layout.columns();
    for (int output = 0; output < layout.rows(); output++) {
      int start = output * columns;
      if (!decoding) {
        for (int column = 0; column < columns; column++) {
          row[pad + column] = signedCodes.signed(codes[start + column]);
        }
      }
      codeRow(output);
      if (decoding) {
        for (int column = 0; column < columns; column++) {
          codes[start + column] = signedCodes.code(row[pad + column]);
        }
      }
      int[] recycled = aboveTwice;
      aboveTwice = above;
      above = row;
      row = recycled;
    }
  }

  /** Codes one row: an encoder finds the weights in {@link #row}, a decoder leaves them there. */
  abstract void codeRow(int output);

  /** Whether both signs are in the codebook, so that signs have to be coded. */
  final boolean hasBothSigns() {
    return signedCodes.negatives() > 0 && signedCodes.positives() > 0;
  }

  /** The sign of all weights where there is only one: 1 for negative. */
  final int onlySign() {
    return signedCodes.negatives() > 0 ? 1 : 0;
  }

  /** Bits that signs and magnitudes took so far; 0 where decoding. */
  final double codeBits() {
    return codeBits;
  }

  /** Codes a magnitude and returns it with its sign, which was coded after {@code since} bits. */
  final int magnitude(int sign, int value, double since) {
    int magnitude = magnitudes.code(coder, sign, Math.abs(value));
    codeBits += coder.bits() - since;
    return sign != 0 ? -magnitude : magnitude;
  }

  /** 0, 1 or 2 for a negative, zero or positive weight. */
  static int ternary(int value) {
    return Integer.signum(value) + 1;
  }

  /** 1 for a weight that is not zero. */
  static int nonZero(int value) {
    return value != 0 ? 1 : 0;
  }

  /** Bits of a magnitude. */
  static int bits(int value) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(Math.abs(value));
  }

  /** 8 plus or minus the bits of the magnitude, 0..16. */
  static int signedBits(int value) {
    return 8 + Integer.signum(value) * Math.min(8, bits(value));
  }

  /** Class of a count, 0..15, about two classes an octave. */
  static int countClass(int count) {
    return COUNT_CLASS[Math.min(count, COUNT_CLASS.length - 1)];
  }

  private static byte[] countClasses() {
    byte[] classes = new byte[193];
    for (int i = 0; i < classes.length; i++) {
      int bits = bits(i);
      classes[i] = (byte) (i < 4 ? i : 2 * bits - 2 + (i >> bits - 2 & 1));
    }
    return classes;
  }
}
