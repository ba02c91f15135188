package io.deepcompress.codec.entropy;

import io.deepcompress.codec.ModelFormatException;
import java.util.Arrays;

/** Which rows and columns of a weight matrix hold non-zero weights. */
final class Occupancy {
  private static final int ORDER_BITS = 4;

  private final int[] rows;
  private final int[] columns;

  private Occupancy(int[] rows, int[] columns) {
    this.rows = rows;
    this.columns = columns;
  }

  /** Looks at all codes. */
  static Occupancy of(byte[] codes, WeightLayout layout) {
    boolean[] rows = new boolean[layout.rows()];
    boolean[] columns = new boolean[layout.columns()];
    for (int row = 0, i = 0; row < rows.length; row++) {
      boolean any = false;
      for (int column = 0; column < columns.length; column++, i++) {
        if (codes[i] != 0) {
          any = true;
          columns[column] = true;
        }
      }
      rows[row] = any;
    }
    return of(rows, columns);
  }

  /** The rows and columns that are set. */
  static Occupancy of(boolean[] rows, boolean[] columns) {
    return new Occupancy(indices(rows), indices(columns));
  }

  /** Indices of rows that are not empty. */
  int[] rows() {
    return rows;
  }

  /** Indices of columns that are not empty. */
  int[] columns() {
    return columns;
  }

  /** Number of weights where both the row and the column are not empty. */
  int cells() {
    return rows.length * columns.length;
  }

  /** Whether both are the same rows and columns. */
  boolean sameAs(Occupancy other) {
    return Arrays.equals(rows, other.rows) && Arrays.equals(columns, other.columns);
  }

  /** Writes both masks. */
  void write(BitWriter out, WeightLayout layout) {
    write(out, rows, layout.rows());
    write(out, columns, layout.columns());
  }

  /**
   * Reads both masks.
   *
   * @throws ModelFormatException if they do not fit, or leave out nothing, or everything
   */
  static Occupancy read(BitReader in, WeightLayout layout) throws ModelFormatException {
    int[] rows = read(in, layout.rows());
    int[] columns = read(in, layout.columns());
    if (rows.length == 0 || columns.length == 0) {
      throw in.invalid("every row or column is left out");
    }
    if (rows.length == layout.rows() && columns.length == layout.columns()) {
      throw in.notCanonical("no row or column is left out");
    }
    return new Occupancy(rows, columns);
  }

  /** Writes a mask as its first bit and the lengths of its runs. */
  private static void write(BitWriter out, int[] indices, int size) {
    boolean[] mask = new boolean[size];
    for (int index : indices) {
      mask[index] = true;
    }
    int best = 0;
    long bestBits = Long.MAX_VALUE;
    for (int order = 0; order < 1 << ORDER_BITS; order++) {
      long bits = 0;
      for (int from = 0, run; from < size; from += run) {
        run = run(mask, from);
        bits += BitWriter.golombBits(run - 1, order);
      }
      if (bits < bestBits) {
        best = order;
        bestBits = bits;
      }
    }
    out.bits(best, ORDER_BITS);
    out.bits(mask[0] ? 1 : 0, 1);
    for (int from = 0, run; from < size; from += run) {
      run = run(mask, from);
      out.golomb(run - 1, best);
    }
  }

  private static int[] read(BitReader in, int size) throws ModelFormatException {
    int order = in.bits(ORDER_BITS);
    boolean live = in.bits(1) != 0;
    boolean[] mask = new boolean[size];
    for (int from = 0; from < size; live = !live) {
      int run = 1 + in.golomb(order, size - from - 1);
      Arrays.fill(mask, from, from + run, live);
      from += run;
    }
    return indices(mask);
  }

  private static int run(boolean[] mask, int from) {
    int to = from + 1;
    while (to < mask.length && mask[to] == mask[from]) {
      to++;
    }
    return to - from;
  }

  private static int[] indices(boolean[] mask) {
    int count = 0;
    int[] indices = new int[mask.length];
    for (int i = 0; i < mask.length; i++) {
      if (mask[i]) {
        indices[count++] = i;
      }
    }
    return Arrays.copyOf(indices, count);
  }
}
