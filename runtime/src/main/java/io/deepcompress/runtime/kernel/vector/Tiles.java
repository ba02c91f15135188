package io.deepcompress.runtime.kernel.vector;

/** Divides the outputs of a convolution into tiles of 2, 3 or 4 vectors, and tasks of filters. */
final class Tiles {
  private static final int LARGEST = 4;

  /** Enough to keep several threads busy to the end. */
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
    long perTask = ((long) filters * count() + TASKS - 1) / TASKS;
    this.filtersPerTask = (int) Math.min(filters, Math.max(1, perTask));
  }

  /** As few tiles as can be, of nearly the same size, the larger ones first. */
  private static int[] plan(int vectors) {
    int total = Math.max(2, vectors);
    int tiles = (total + LARGEST - 1) / LARGEST;
    int[] starts = new int[tiles + 1];
    for (int tile = 0; tile < tiles; tile++) {
      starts[tile + 1] = starts[tile] + total / tiles + (tile < total % tiles ? 1 : 0);
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

  /** Vectors of all tiles: one more than needed if that is 1. */
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
