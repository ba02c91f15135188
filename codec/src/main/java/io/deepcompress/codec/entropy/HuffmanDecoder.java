package io.deepcompress.codec.entropy;

import io.deepcompress.codec.ModelFormatException;
import java.util.Arrays;

/** Reads payloads of {@link io.deepcompress.codec.Entropy#HUFFMAN}. */
final class HuffmanDecoder {
  private final byte[] file;
  private final int to;
  private final String section;
  private final BitReader header;
  private int next;
  private String mode = "dense";
  private long codeBits;
  private long positionBits;

  private HuffmanDecoder(byte[] file, int from, int to, String section) {
    this.file = file;
    this.to = to;
    this.section = section;
    header = new BitReader(file, from, to, section);
  }

  static CodeParts decode(
      byte[] file,
      int from,
      int to,
      String section,
      WeightLayout layout,
      int codebookSize,
      byte[] target)
      throws ModelFormatException {
    HuffmanDecoder decoder = new HuffmanDecoder(file, from, to, section);
    decoder.payload(layout, codebookSize, target);
    if (decoder.next != to) {
      throw new ModelFormatException(
          ModelFormatException.Code.TRAILING_BYTES,
          decoder.next,
          section,
          "bytes follow the last stream");
    }
    double codes = decoder.codeBits / 8.0;
    double positions = decoder.positionBits / 8.0;
    return new CodeParts(decoder.mode, to - from - codes - positions, codes, positions);
  }

  private void payload(WeightLayout layout, int codebookSize, byte[] target)
      throws ModelFormatException {
    int size = layout.size();
    int ordinal = header.bits(HuffmanCodes.CODING_BITS);
    if (ordinal == PositionCoding.values().length) {
      throw header.invalid("no such position coding");
    }
    PositionCoding coding = PositionCoding.values()[ordinal];
    if (coding == PositionCoding.DENSE) {
      BlockReader codes = block(HuffmanTable.read(header, codebookSize + 1), size, 0, 0, null);
      codes.header(header, target);
      next = codes.streams(header.align(), target);
      codeBits = codes.bits();
      return;
    }
    boolean transposed = header.bits(1) != 0;
    Occupancy occupancy = header.bits(1) != 0 ? Occupancy.read(header, layout) : null;
    CellOrder order = new CellOrder(layout, occupancy, transposed);
    mode =
        (coding == PositionCoding.BITMAP ? "bitmap" : "gaps")
            + (transposed ? " by column" : "")
            + (occupancy != null ? " of occupied" : "");
    int cells = order.cells();
    int nonZero = header.bits(HuffmanTable.indexBits(cells + 1));
    if (nonZero > cells) {
      throw header.invalid(nonZero + " non-zero weights of " + cells);
    }
    if (nonZero == 0) {
      next = header.align();
      Arrays.fill(target, 0, size, (byte) 0);
      return;
    }
    byte[] ordered = order.isNatural() ? target : new byte[cells];
    if (coding == PositionCoding.BITMAP) {
      bitmap(ordered, cells, nonZero, codebookSize);
    } else {
      gaps(ordered, cells, nonZero, codebookSize);
    }
    if (!order.isNatural()) {
      order.scatter(ordered, target);
      if (occupancy != null) {
        requireOccupied(target, layout, occupancy);
      }
    }
  }

  private void bitmap(byte[] cells, int count, int nonZero, int codebookSize)
      throws ModelFormatException {
    int bytes = (count + 7) / 8;
    BlockReader flags = block(HuffmanTable.read(header, 256), bytes, 0, 0, null);
    BlockReader kept = block(HuffmanTable.read(header, codebookSize), nonZero, 1, 0, null);
    byte[] bitmap = new byte[bytes];
    byte[] codes = new byte[nonZero + BitmapExpander.SLACK];
    flags.header(header, bitmap);
    kept.header(header, codes);
    streams(flags, bitmap, kept, codes);
    if (BitmapExpander.count(bitmap) != nonZero
        || (count & 7) != 0 && (bitmap[bytes - 1] & 0xff) >>> (count & 7) != 0) {
      throw header.invalid("the bitmap does not hold " + nonZero + " of " + count + " weights");
    }
    BitmapExpander.expand(bitmap, codes, cells, count);
  }

  private void gaps(byte[] cells, int count, int nonZero, int codebookSize)
      throws ModelFormatException {
    int resolution = header.bits(HuffmanCodes.RESOLUTION_BITS);
    HuffmanTable gapTable = HuffmanTable.read(header, GapClasses.ALPHABET);
    HuffmanTable codeTable = HuffmanTable.read(header, codebookSize);
    int mostExtraBits = GapClasses.extraBits(gapTable.last(), resolution);
    if (mostExtraBits + resolution > GapClasses.MOST_BITS) {
      throw header.invalid("a gap symbol stands for more weights than there can be");
    }
    byte[] symbols = new byte[nonZero];
    GapExpander expander = new GapExpander(resolution, header.index(), section);
    BlockReader gaps = block(gapTable, nonZero, 0, 0, expander);
    BlockReader kept = block(codeTable, nonZero, 1, count - nonZero, null);
    gaps.header(header, symbols);
    // Codes wait at the end of the cells until they are put in their places.
    kept.header(header, cells);
    streams(gaps, symbols, kept, cells);
    expander.expand(symbols, cells, count);
  }

  private void streams(BlockReader positions, byte[] symbols, BlockReader kept, byte[] codes)
      throws ModelFormatException {
    next = kept.streams(positions.streams(header.align(), symbols), codes);
    positionBits = positions.bits();
    codeBits = kept.bits();
  }

  private BlockReader block(HuffmanTable table, int count, int offset, int at, GapExpander gaps) {
    return new BlockReader(file, to, section, table, count, offset, at, gaps);
  }

  private void requireOccupied(byte[] codes, WeightLayout layout, Occupancy announced)
      throws ModelFormatException {
    if (!announced.sameAs(Occupancy.of(codes, layout))) {
      throw header.notCanonical("a row or column that is announced as occupied is empty");
    }
  }
}
