package io.deepcompress.codec.entropy;

import java.util.ArrayList;
import java.util.List;

/** Prices the ways to code positions and takes the cheapest. */
final class PositionPlanner {
  /** Other orders are tried only if they leave out at least this share of cells. */
  private static final double WORTH_OCCUPANCY = 0.98;

  /** Tensors up to this many weights are decoded in no time whatever the order. */
  private static final int SMALL = 1 << 15;

  /** Decoding by column takes longer and has to save this share of all bits. */
  private static final double WORTH_TRANSPOSING = 0.02;

  /** Decoding gaps takes longer than a bitmap where they are short. */
  private static final double WORTH_GAPS = 0.005;

  /** A finer resolution of gaps may cost this share more. */
  private static final double WORTH_EXTRA_BITS = 0.001;

  /** Above this density gaps are short. */
  private static final double DENSE = 0.2;

  private final byte[] codes;
  private final WeightLayout layout;
  private final long[] codeCounts = new long[256];
  private int nonZero;

  PositionPlanner(byte[] codes, WeightLayout layout) {
    this.codes = codes;
    this.layout = layout;
    int size = layout.size();
    for (int i = 0; i < size; i++) {
      codeCounts[codes[i] & 0xff]++;
    }
    nonZero = size - (int) codeCounts[0];
  }

  /** Number of weights that are not zero. */
  int nonZero() {
    return nonZero;
  }

  /** How often each code occurs. */
  long[] codeCounts() {
    return codeCounts;
  }

  /** The best way, all of it counted: positions, codes, tables and the time to decode. */
  PositionChoice choose(int alphabet) {
    CellOrder natural = new CellOrder(layout, null, false);
    int size = natural.cells();
    long[] denseCounts = java.util.Arrays.copyOf(codeCounts, alphabet + 1);
    long[] sparseCounts = java.util.Arrays.copyOfRange(codeCounts, 1, alphabet + 1);
    double dense = bits(denseCounts);
    double codeBits = nonZero == 0 ? 0 : bits(sparseCounts);
    PositionChoice best = new PositionChoice(PositionCoding.DENSE, natural, 0, dense);
    double bestScore = dense;
    for (PositionChoice choice : candidates(natural)) {
      double score = choice.bits() + codeBits;
      if (size > SMALL) {
        double share = choice.order().transposed() ? WORTH_TRANSPOSING : 0;
        boolean slowGaps = choice.coding() == PositionCoding.GAPS && nonZero > DENSE * size;
        score *= 1 + share + (slowGaps ? WORTH_GAPS : 0);
      }
      if (score < bestScore) {
        best = choice;
        bestScore = score;
      }
    }
    return best;
  }

  private List<PositionChoice> candidates(CellOrder natural) {
    List<CellOrder> orders = new ArrayList<>(List.of(natural, new CellOrder(layout, null, true)));
    Occupancy occupancy = Occupancy.of(codes, layout);
    double masks = 0;
    boolean partial =
        occupancy.cells() > 0 && occupancy.cells() < natural.cells() * WORTH_OCCUPANCY;
    if (partial) {
      orders.add(new CellOrder(layout, occupancy, false));
      orders.add(new CellOrder(layout, occupancy, true));
      BitWriter out = new BitWriter();
      occupancy.write(out, layout);
      masks = out.size();
    }
    List<PositionChoice> choices = new ArrayList<>();
    for (CellOrder order : orders) {
      double extra = order.occupancy() == null ? 0 : masks;
      extra += 2 + HuffmanTable.indexBits(order.cells() + 1);
      choices.add(gaps(order, GapStatistics.of(codes, order), extra + 3));
      if (!order.transposed() && nonZero > order.cells() / 32) {
        choices.add(
            new PositionChoice(
                PositionCoding.BITMAP,
                order,
                0,
                bits(bitmapCounts(order.gather(codes), order)) + extra));
      }
    }
    return choices;
  }

  private static PositionChoice gaps(CellOrder order, GapStatistics statistics, double extra) {
    PositionChoice best = null;
    for (int resolution = 0; resolution <= GapClasses.FINEST; resolution++) {
      long[] counts = statistics.counts(resolution);
      if (counts.length > GapClasses.ALPHABET) {
        continue;
      }
      double bits = bits(counts) + statistics.extraBits(resolution) + extra;
      // Extra bits are read one by one: a finer resolution has fewer of them.
      double worth = order.cells() > SMALL ? 1 + WORTH_EXTRA_BITS : 1;
      if (best == null || bits < best.bits() * worth) {
        best = new PositionChoice(PositionCoding.GAPS, order, resolution, bits);
      }
    }
    return best;
  }

  private static long[] bitmapCounts(byte[] cells, CellOrder order) {
    long[] counts = new long[256];
    for (byte flags : bitmap(cells, order.cells())) {
      counts[flags & 0xff]++;
    }
    return counts;
  }

  /** One bit a cell, set where the code is not 0, the first cell lowest. */
  static byte[] bitmap(byte[] cells, int count) {
    byte[] bitmap = new byte[(count + 7) / 8];
    for (int i = 0; i < count; i++) {
      bitmap[i >> 3] |= (byte) ((cells[i] != 0 ? 1 : 0) << (i & 7));
    }
    return bitmap;
  }

  private static double bits(long[] counts) {
    boolean any = false;
    for (long count : counts) {
      any |= count > 0;
    }
    if (!any) {
      return 0;
    }
    HuffmanTable table = HuffmanTable.of(counts);
    BitWriter out = new BitWriter();
    table.write(out);
    return out.size() + table.cost(counts);
  }
}
