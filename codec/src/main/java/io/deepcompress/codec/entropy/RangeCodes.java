package io.deepcompress.codec.entropy;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.ModelFormatException;

/** Payloads of {@link io.deepcompress.codec.Entropy#RANGE}. */
final class RangeCodes {
  /** Tensors up to this many weights are encoded in every way, larger ones in likely ways. */
  private static final int TRY_ALL = 1 << 20;

  /** Codebooks from this size on start magnitudes from the distances between centroids. */
  private static final int WIDE_CODEBOOK = 32;

  /** Tensors up to this many weights are decoded in no time whatever the setting. */
  private static final int SMALL = 1 << 14;

  /** Mixing takes twice as long: it has to save this share of a tensor that is not small. */
  private static final double WORTH_MIXING = 0.02;

  /**
   * Rows and columns of a large tensor are left out if this share of the cells remains, or less.
   */
  private static final double WORTH_OCCUPANCY = 0.98;

  /** How far from the obvious density the search for a better one goes first. */
  private static final int FIRST_STEP = 32;

  private final byte[] codes;
  private final WeightLayout layout;
  private final Codebook codebook;
  private final Occupancy occupancy;
  private final long nonZero;

  /** A tensor as some settings encode it. */
  private record Attempt(RangeSettings settings, byte[] bytes) {}

  private RangeCodes(byte[] codes, WeightLayout layout, Codebook codebook) {
    this.codes = codes;
    this.layout = layout;
    this.codebook = codebook;
    occupancy = layout.kernelSize() == 1 ? Occupancy.of(codes, layout) : null;
    long count = 0;
    for (int i = 0; i < layout.size(); i++) {
      count += codes[i] != 0 ? 1 : 0;
    }
    nonZero = count;
  }

  /** Decodes; tells the parts only where they are wanted, else null. */
  static CodeParts decode(
      byte[] file,
      int from,
      int to,
      String section,
      WeightLayout layout,
      Codebook codebook,
      byte[] target,
      boolean measured)
      throws ModelFormatException {
    BinaryCoder decoder = BinaryCoder.decoder(file, from, to);
    if (measured) {
      decoder.measured();
    }
    RangeSettings settings = new RangeSettings(false, false, false, false, 0).code(decoder, layout);
    double settingBits = decoder.bits();
    ContextModel model;
    if (settings.occupied()) {
      model = occupied(decoder, section, layout, codebook, settings, target);
    } else {
      model = ContextModel.of(layout, codebook, settings, decoder);
      model.run(target);
    }
    decoder.finish(section);
    return measured ? parts(settings, to - from, decoder.bits(), settingBits, model) : null;
  }

  private static CodeParts parts(
      RangeSettings settings, int bytes, double allBits, double settingBits, ContextModel model) {
    double bytesPerBit = bytes / allBits;
    return new CodeParts(
        (settings.mixed() ? "mixed contexts" : "contexts")
            + (settings.occupied() ? " of occupied" : ""),
        settingBits * bytesPerBit,
        model.codeBits() * bytesPerBit,
        (allBits - settingBits - model.codeBits()) * bytesPerBit);
  }

  private static ContextModel occupied(
      BinaryCoder decoder,
      String section,
      WeightLayout layout,
      Codebook codebook,
      RangeSettings settings,
      byte[] target)
      throws ModelFormatException {
    Occupancy occupancy = OccupancyModel.code(decoder, layout, null);
    if (occupancy.cells() == 0 || occupancy.cells() == layout.size()) {
      throw new ModelFormatException(
          ModelFormatException.Code.NOT_CANONICAL,
          decoder.position(),
          section,
          "all rows and columns are left out, or none");
    }
    CellOrder order = new CellOrder(layout, occupancy, false);
    byte[] cells = new byte[order.cells()];
    ContextModel model = ContextModel.of(order.cellLayout(), codebook, settings, decoder);
    model.run(cells);
    order.scatter(cells, target);
    if (!occupancy.sameAs(Occupancy.of(target, layout))) {
      throw new ModelFormatException(
          ModelFormatException.Code.NOT_CANONICAL,
          decoder.position(),
          section,
          "a row or column that is announced as occupied is empty");
    }
    return model;
  }

  /**
   * Encodes.
   *
   * @param smallest whether every byte counts, whatever encoding and decoding take
   */
  static byte[] encode(byte[] codes, WeightLayout layout, Codebook codebook, boolean smallest) {
    RangeCodes tensor = new RangeCodes(codes, layout, codebook);
    return smallest ? tensor.smallest() : tensor.fast();
  }

  /** Mixes contexts only where that saves enough; decides for large tensors by what is likely. */
  private byte[] fast() {
    boolean wide = codebook.size() >= WIDE_CODEBOOK;
    boolean partial = isPartial();
    double worth = layout.size() > SMALL ? 1 - WORTH_MIXING : 1;
    if (layout.size() > TRY_ALL) {
      boolean occupied = partial && occupancy.cells() <= WORTH_OCCUPANCY * layout.size();
      byte[] single = encode(settings(false, true, wide, occupied));
      byte[] mixed = encode(settings(true, false, wide, occupied));
      return mixed.length < worth * single.length ? mixed : single;
    }
    Attempt single = null;
    Attempt mixed = null;
    for (int choice = 0; choice < (partial ? 8 : 4); choice++) {
      boolean steady = (choice & 1) != 0;
      boolean widths = (choice & 2) != 0;
      boolean occupied = (choice & 4) != 0;
      single = better(single, settings(false, steady, widths, occupied));
      mixed = better(mixed, settings(true, steady, widths, occupied));
    }
    return mixed.bytes.length < worth * single.bytes.length ? mixed.bytes : single.bytes;
  }

  /** Encodes in every way, and then with flags that start from other densities. */
  private byte[] smallest() {
    Attempt best = null;
    for (int choice = 0; choice < (isPartial() ? 16 : 8); choice++) {
      boolean mixed = (choice & 1) != 0;
      boolean steady = (choice & 2) != 0;
      boolean widths = (choice & 4) != 0;
      boolean occupied = (choice & 8) != 0;
      best = better(best, settings(mixed, steady, widths, occupied));
    }
    for (int step = FIRST_STEP; step > 0; step /= 2) {
      best = better(best, best.settings.denser(-step));
      best = better(best, best.settings.denser(step));
    }
    return best.bytes;
  }

  /** Whether some rows or columns are empty, but not all. */
  private boolean isPartial() {
    return occupancy != null && nonZero > 0 && occupancy.cells() < layout.size();
  }

  /** The given attempt, or a new one if that takes fewer bytes. */
  private Attempt better(Attempt best, RangeSettings settings) {
    byte[] bytes = encode(settings);
    return best == null || bytes.length < best.bytes.length ? new Attempt(settings, bytes) : best;
  }

  private RangeSettings settings(boolean mixed, boolean steady, boolean widths, boolean occupied) {
    int cells = occupied ? occupancy.cells() : layout.size();
    int density = RangeSettings.density(nonZero, cells);
    return new RangeSettings(mixed, steady, widths, occupied, density);
  }

  private byte[] encode(RangeSettings settings) {
    CellOrder order = new CellOrder(layout, settings.occupied() ? occupancy : null, false);
    BinaryCoder encoder = BinaryCoder.encoder();
    settings.code(encoder, layout);
    if (settings.occupied()) {
      OccupancyModel.code(encoder, layout, occupancy);
    }
    ContextModel.of(order.cellLayout(), codebook, settings, encoder).run(order.gather(codes));
    return encoder.finish();
  }
}
