package io.deepcompress.codec.entropy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes payloads of {@link io.deepcompress.codec.Entropy#HUFFMAN}. */
final class HuffmanCodes {
  /** Bits of the position coding in the header. */
  static final int CODING_BITS = 2;

  /** Bits of the gap resolution in the header. */
  static final int RESOLUTION_BITS = 3;

  private final BitWriter header = new BitWriter();
  private final List<byte[]> streams = new ArrayList<>();

  private HuffmanCodes() {}

  static byte[] encode(byte[] codes, WeightLayout layout, int codebookSize) {
    PositionPlanner planner = new PositionPlanner(codes, layout);
    PositionChoice choice = planner.choose(codebookSize);
    HuffmanCodes encoder = new HuffmanCodes();
    encoder.write(codes, choice, planner, codebookSize);
    return encoder.finish();
  }

  private void write(
      byte[] codes, PositionChoice choice, PositionPlanner planner, int codebookSize) {
    CellOrder order = choice.order();
    int cells = order.cells();
    header.bits(choice.coding().ordinal(), CODING_BITS);
    if (choice.coding() == PositionCoding.DENSE) {
      HuffmanTable table = HuffmanTable.of(Arrays.copyOf(planner.codeCounts(), codebookSize + 1));
      table.write(header);
      block(codes, cells, table, null);
      return;
    }
    header.bits(order.transposed() ? 1 : 0, 1);
    header.bits(order.occupancy() != null ? 1 : 0, 1);
    if (order.occupancy() != null) {
      order.occupancy().write(header, order.layout());
    }
    int nonZero = planner.nonZero();
    header.bits(nonZero, HuffmanTable.indexBits(cells + 1));
    if (nonZero == 0) {
      return;
    }
    byte[] ordered = order.gather(codes);
    HuffmanTable codeTable =
        HuffmanTable.of(Arrays.copyOfRange(planner.codeCounts(), 1, codebookSize + 1));
    GapExtras extras = null;
    byte[] positions;
    if (choice.coding() == PositionCoding.GAPS) {
      header.bits(choice.resolution(), RESOLUTION_BITS);
      extras = new GapExtras(CellOrder.gaps(ordered, cells, nonZero), choice.resolution());
      positions = extras.symbols();
    } else {
      positions = PositionPlanner.bitmap(ordered, cells);
    }
    HuffmanTable positionTable = HuffmanTable.of(counts(positions));
    positionTable.write(header);
    codeTable.write(header);
    block(positions, positions.length, positionTable, extras);
    block(kept(ordered, cells, nonZero), nonZero, codeTable, null);
  }

  private void block(byte[] symbols, int count, HuffmanTable table, GapExtras extras) {
    if (!SymbolBlock.isStreamed(count)) {
      SymbolBlock.writeInline(header, symbols, count, table, extras);
      return;
    }
    List<byte[]> block = new ArrayList<>(List.of(SymbolStreams.encode(symbols, count, table)));
    if (extras != null) {
      block.add(extras.stream());
    }
    SymbolBlock.writeLengths(header, block.toArray(new byte[0][]));
    streams.addAll(block);
  }

  private byte[] finish() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(header.finish());
    streams.forEach(bytes::writeBytes);
    return bytes.toByteArray();
  }

  private static byte[] kept(byte[] cells, int count, int nonZero) {
    byte[] kept = new byte[nonZero];
    int next = 0;
    for (int i = 0; i < count; i++) {
      if (cells[i] != 0) {
        kept[next++] = (byte) (cells[i] - 1);
      }
    }
    return kept;
  }

  private static long[] counts(byte[] symbols) {
    long[] counts = new long[256];
    for (byte symbol : symbols) {
      counts[symbol & 0xff]++;
    }
    return counts;
  }
}
