package io.deepcompress.codec.entropy;

/**
 * How positions of non-zero weights are coded, and what it costs.
 *
 * @param coding the form
 * @param order of the cells
 * @param resolution of gap classes; 0 for other codings
 * @param bits of table and symbols, about
 */
record PositionChoice(PositionCoding coding, CellOrder order, int resolution, double bits) {}
