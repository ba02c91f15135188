package io.deepcompress.codec.entropy;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.ModelFormatException;

/** Payloads of {@link io.deepcompress.codec.Entropy#RANGE}. */
final class RangeCodes {
  /**
   * Tensors up to this many weights are encoded with every setting, larger ones with likely ones.
   */
  private static final int TRY_ALL = 1 << 15;

  /** Codebooks from this size on start magnitudes from the distances between centroids. */
  private static final int WIDE_CODEBOOK = 32;

  /** Mixing takes several times as long: large tensors are mixed only if it saves this share. */
  private static final double WORTH_MIXING = 0.003;

  private RangeCodes() {}

  static void decode(
      byte[] file,
      int from,
      int to,
      String section,
      WeightLayout layout,
      Codebook codebook,
      byte[] target)
      throws ModelFormatException {
    RangeDecoder decoder = new RangeDecoder(file, from, to);
    RangeSettings settings = new RangeSettings(false, false, false, 0).code(decoder);
    ContextModel.of(layout, codebook, settings, decoder).run(target, true);
    decoder.finish(section);
  }

  static EncodedCodes encode(byte[] codes, WeightLayout layout, Codebook codebook) {
    int size = layout.rows() * layout.columns();
    long nonZero = 0;
    for (int i = 0; i < size; i++) {
      nonZero += codes[i] != 0 ? 1 : 0;
    }
    int density = RangeSettings.density(nonZero, size);
    boolean wide = codebook.size() >= WIDE_CODEBOOK;
    if (size > TRY_ALL) {
      EncodedCodes single =
          encode(codes, layout, codebook, new RangeSettings(false, true, wide, density));
      EncodedCodes mixed =
          encode(codes, layout, codebook, new RangeSettings(true, false, wide, density));
      double worth = single.bytes().length * (1 - WORTH_MIXING);
      return mixed.bytes().length < worth ? mixed : single;
    }
    EncodedCodes best = null;
    for (int choice = 0; choice < 8; choice++) {
      EncodedCodes encoded =
          encode(
              codes,
              layout,
              codebook,
              new RangeSettings((choice & 1) != 0, (choice & 2) != 0, (choice & 4) != 0, density));
      if (best == null || encoded.bytes().length < best.bytes().length) {
        best = encoded;
      }
    }
    return best;
  }

  private static EncodedCodes encode(
      byte[] codes, WeightLayout layout, Codebook codebook, RangeSettings settings) {
    RangeEncoder encoder = new RangeEncoder();
    settings.code(encoder);
    double settingBits = encoder.bits();
    ContextModel model = ContextModel.of(layout, codebook, settings, encoder);
    model.run(codes, false);
    double all = encoder.bits();
    double codeBits = model.codeBits();
    return new EncodedCodes(
        encoder.finish(),
        settings.mixed() ? "mixed contexts" : "contexts",
        settingBits / 8,
        codeBits / 8,
        (all - settingBits - codeBits) / 8);
  }
}
