package io.deepcompress.codec.entropy;

/**
 * Range-codes which rows and columns hold non-zero weights, each in the context of the two before.
 */
final class OccupancyModel {
  private static final int START_COUNT = 1;
  private static final int LIMIT = 255;

  private OccupancyModel() {}

  /** Codes both masks. */
  static Occupancy code(BinaryCoder coder, WeightLayout layout, Occupancy occupancy) {
    int[] rows = occupancy == null ? new int[0] : occupancy.rows();
    int[] columns = occupancy == null ? new int[0] : occupancy.columns();
    return Occupancy.of(mask(coder, rows, layout.rows()), mask(coder, columns, layout.columns()));
  }

  private static boolean[] mask(BinaryCoder coder, int[] indices, int size) {
    Adaptive states = Adaptive.even(4, START_COUNT, LIMIT);
    boolean[] mask = new boolean[size];
    for (int index : indices) {
      mask[index] = true;
    }
    int context = 0;
    for (int i = 0; i < size; i++) {
      int bit = states.code(coder, mask[i] ? 1 : 0, context);
      mask[i] = bit != 0;
      context = context << 1 & 3 | bit;
    }
    return mask;
  }
}
