package io.deepcompress.codec.entropy;

/**
 * How positions of non-zero weights are coded, and what it costs.
 *
 * @param coding the form
 * @param order of the cells
 * @param resolution of gap classes; 0 for other codings
 * @param bits of table and symbols, about
 */
record PositionChoice(PositionCoding coding, CellOrder order, int resolution, double bits) {

  /** Name for people. */
  String label() {
    if (coding == PositionCoding.DENSE) {
      return "dense";
    }
    return (coding == PositionCoding.BITMAP ? "bitmap" : "gaps")
        + (order.transposed() ? " by column" : "")
        + (order.occupancy() != null ? " of occupied" : "");
  }
}
