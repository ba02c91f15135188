package io.deepcompress.codec.entropy;

import java.util.Arrays;

/**
 * The order in which positions are coded: the cells of a weight matrix, or of its rows and columns
 * that are not empty, row by row or column by column.
 *
 * @param layout of the tensor
 * @param occupancy rows and columns to visit, null for all
 * @param transposed whether column by column
 */
record CellOrder(WeightLayout layout, Occupancy occupancy, boolean transposed) {

  /** Number of cells. */
  int cells() {
    return occupancy == null ? layout.size() : occupancy.cells();
  }

  /** The cells of a matrix as a tensor of their own. */
  WeightLayout cellLayout() {
    return occupancy == null
        ? layout
        : new WeightLayout(occupancy.rows().length, occupancy.columns().length, 1, 1);
  }

  /** Whether cells are the tensor's weights in C order. */
  boolean isNatural() {
    return occupancy == null && !transposed;
  }

  /** Codes in this order; the given array where the order is the natural one. */
  byte[] gather(byte[] codes) {
    if (isNatural()) {
      return codes;
    }
    byte[] cells = new byte[cells()];
    visit(codes, cells, true);
    return cells;
  }

  /** Puts codes of this order in their places; all other places get 0. */
  void scatter(byte[] cells, byte[] codes) {
    Arrays.fill(codes, 0, layout.size(), (byte) 0);
    visit(codes, cells, false);
  }

  private void visit(byte[] codes, byte[] cells, boolean gather) {
    int rows = occupancy == null ? layout.rows() : occupancy.rows().length;
    int columns = occupancy == null ? layout.columns() : occupancy.columns().length;
    int rowStep = transposed ? 1 : columns;
    int columnStep = transposed ? rows : 1;
    for (int row = 0; row < rows; row++) {
      int start = (occupancy == null ? row : occupancy.rows()[row]) * layout.columns();
      int cell = row * rowStep;
      for (int column = 0; column < columns; column++, cell += columnStep) {
        int place = start + (occupancy == null ? column : occupancy.columns()[column]);
        if (gather) {
          cells[cell] = codes[place];
        } else {
          codes[place] = cells[cell];
        }
      }
    }
  }

  /** Zeros before each non-zero code. */
  static int[] gaps(byte[] cells, int count, int nonZero) {
    int[] gaps = new int[nonZero];
    int next = 0;
    int previous = -1;
    for (int i = 0; i < count; i++) {
      if (cells[i] != 0) {
        gaps[next++] = i - previous - 1;
        previous = i;
      }
    }
    return gaps;
  }
}
