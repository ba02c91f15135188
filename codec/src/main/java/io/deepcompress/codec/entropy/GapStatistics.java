package io.deepcompress.codec.entropy;

import java.util.Arrays;

/** How often gaps of each class occur, at the finest resolution, from which coarser ones follow. */
final class GapStatistics {
  private static final int CLASSES = GapClasses.symbol(Integer.MAX_VALUE, GapClasses.FINEST) + 1;

  private final long[] finest = new long[CLASSES];

  private GapStatistics() {}

  /** Counts the gaps of all non-zero codes in an order. */
  static GapStatistics of(byte[] codes, CellOrder order) {
    GapStatistics statistics = new GapStatistics();
    int[] rowPlace =
        places(order.occupancy() == null ? null : order.occupancy().rows(), order.layout().rows());
    int[] columnPlace =
        places(
            order.occupancy() == null ? null : order.occupancy().columns(),
            order.layout().columns());
    if (order.transposed()) {
      statistics.byColumn(codes, rowPlace, columnPlace, order);
    } else {
      statistics.byRow(codes, rowPlace, columnPlace, order);
    }
    return statistics;
  }

  /** Counts of the symbols at a resolution, up to the last that occurs. */
  long[] counts(int resolution) {
    long[] counts = new long[CLASSES];
    int last = 0;
    for (int symbol = 0; symbol < CLASSES; symbol++) {
      if (finest[symbol] > 0) {
        int coarse = GapClasses.symbol(GapClasses.base(symbol, GapClasses.FINEST), resolution);
        counts[coarse] += finest[symbol];
        last = coarse;
      }
    }
    return Arrays.copyOf(counts, Math.max(last + 1, GapClasses.ALPHABET));
  }

  /** Extra bits of all gaps at a resolution. */
  long extraBits(int resolution) {
    long bits = 0;
    for (int symbol = 0; symbol < CLASSES; symbol++) {
      int gap = finest[symbol] > 0 ? GapClasses.base(symbol, GapClasses.FINEST) : 0;
      bits += finest[symbol] * GapClasses.extraBitsOfGap(gap, resolution);
    }
    return bits;
  }

  private void byRow(byte[] codes, int[] rowPlace, int[] columnPlace, CellOrder order) {
    int columns = order.layout().columns();
    int width = order.occupancy() == null ? columns : order.occupancy().columns().length;
    int previous = -1;
    for (int row = 0, i = 0; row < rowPlace.length; row++) {
      int start = rowPlace[row] * width;
      for (int column = 0; column < columns; column++, i++) {
        if (codes[i] != 0) {
          int cell = start + columnPlace[column];
          finest[GapClasses.symbol(cell - previous - 1, GapClasses.FINEST)]++;
          previous = cell;
        }
      }
    }
  }

  /** One pass in C order: gaps within a column as they come, gaps between columns at the end. */
  private void byColumn(byte[] codes, int[] rowPlace, int[] columnPlace, CellOrder order) {
    int columns = order.layout().columns();
    int height = order.occupancy() == null ? rowPlace.length : order.occupancy().rows().length;
    int[] first = new int[columns];
    int[] last = new int[columns];
    Arrays.fill(last, -1);
    for (int row = 0, i = 0; row < rowPlace.length; row++) {
      for (int column = 0; column < columns; column++, i++) {
        if (codes[i] != 0) {
          if (last[column] < 0) {
            first[column] = rowPlace[row];
          } else {
            finest[GapClasses.symbol(rowPlace[row] - last[column] - 1, GapClasses.FINEST)]++;
          }
          last[column] = rowPlace[row];
        }
      }
    }
    int previous = -1;
    for (int column = 0; column < columns; column++) {
      if (last[column] >= 0) {
        int start = columnPlace[column] * height;
        finest[GapClasses.symbol(start + first[column] - previous - 1, GapClasses.FINEST)]++;
        previous = start + last[column];
      }
    }
  }

  private static int[] places(int[] indices, int size) {
    int[] places = new int[size];
    if (indices == null) {
      Arrays.setAll(places, i -> i);
    } else {
      for (int i = 0; i < indices.length; i++) {
        places[indices[i]] = i;
      }
    }
    return places;
  }
}
