package io.deepcompress.runtime.kernel.vector;

/**
 * Divides the outputs of a convolution into tiles of 2, 4, 6 or 8 vectors, and tasks of filters.
 */
final class Tiles {
  private static final int LARGEST = 8;

  /** About as many tasks as keep several threads busy to the end; filters go in pairs. */
  private static final int TASKS = 32;

  private final int filters;
  private final int[] starts;
  private final int filtersPerTask;

  /**
   * Plans the tiles.
   *
   * @param vectors that hold all outputs of a filter
   * @param filters of the layer
   */
  Tiles(int vectors, int filters) {
    this.filters = filters;
    this.starts = plan(vectors);
    long perTask = ((long) filters * count() + 2 * TASKS - 1) / (2 * TASKS) * 2;
    this.filtersPerTask = (int) Math.min(filters, perTask);
  }

  /** As few tiles as can be, of nearly the same size, the larger ones first. */
  private static int[] plan(int vectors) {
    int pairs = (vectors + 1) / 2;
    int tiles = (2 * pairs + LARGEST - 1) / LARGEST;
    int larger = pairs % tiles;
    int[] starts = new int[tiles + 1];
    for (int tile = 0; tile < tiles; tile++) {
      starts[tile + 1] = starts[tile] + 2 * (pairs / tiles + (tile < larger ? 1 : 0));
    }
    return starts;
  }

  private int count() {
    return starts.length - 1;
  }

  /** Vectors of the largest tile. */
  int largest() {
    return starts[1];
  }

  /** Vectors of the smallest tile. */
  int smallest() {
    return starts[count()] - starts[count() - 1];
  }

  /** Vectors of all tiles: up to one more than needed. */
  int vectors() {
    return starts[count()];
  }

  /** Ranges of filters times tiles. */
  int tasks() {
    return (filters + filtersPerTask - 1) / filtersPerTask * count();
  }

  /** First filter of a task. */
  int firstFilter(int task) {
    return task / count() * filtersPerTask;
  }

  /** One past the last filter of a task. */
  int endFilter(int task) {
    return Math.min(filters, firstFilter(task) + filtersPerTask);
  }

  /** First vector of a task's tile. */
  int firstVector(int task) {
    return starts[task % count()];
  }

  /** Vectors of a task's tile. */
  int vectors(int task) {
    return starts[task % count() + 1] - starts[task % count()];
  }
}
