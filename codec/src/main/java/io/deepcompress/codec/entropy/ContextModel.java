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
  final SignedCodes signedCodes;
  private final Magnitudes magnitudes;
  private final boolean bothSigns;
  private final int onlySign;
  private double codeBits;

  ContextModel(WeightLayout layout, Codebook codebook, RangeSettings settings, BinaryCoder coder) {
    this.layout = layout;
    this.settings = settings;
    this.coder = coder;
    signedCodes = new SignedCodes(codebook);
    magnitudes = new Magnitudes(codebook, signedCodes, settings.widths());
    bothSigns = signedCodes.negatives() > 0 && signedCodes.positives() > 0;
    onlySign = signedCodes.negatives() > 0 ? 1 : 0;
  }

  static ContextModel of(
      WeightLayout layout, Codebook codebook, RangeSettings settings, BinaryCoder coder) {
    return layout.kernelSize() == 1
        ? new MatrixModel(layout, codebook, settings, coder)
        : new KernelModel(layout, codebook, settings, coder);
  }

  /** Codes all weights; an encoder finds them in the array, a decoder puts them there. */
  final void run(byte[] codes) {
    for (int output = 0; output < layout.rows(); output++) {
      codeRow(codes, output);
    }
  }

  /** Codes the weights of one output. */
  abstract void codeRow(byte[] codes, int output);

  /** Whether both signs are in the codebook, so that signs have to be coded. */
  final boolean hasBothSigns() {
    return bothSigns;
  }

  /** The sign of all weights where there is only one: 1 for negative. */
  final int onlySign() {
    return onlySign;
  }

  /** Bits that signs and magnitudes took so far; 0 where the coder does not measure. */
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
