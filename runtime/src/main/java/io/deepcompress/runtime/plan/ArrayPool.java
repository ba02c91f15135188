package io.deepcompress.runtime.plan;

import java.util.ArrayList;
import java.util.List;

/** Numbers arrays and hands them out again once released; the best fit first. */
final class ArrayPool {
  private static final class Array {
    private final boolean bytes;
    private int size;
    private boolean free;

    Array(boolean bytes, int size) {
      this.bytes = bytes;
      this.size = size;
    }
  }

  private final List<Array> arrays = new ArrayList<>();

  /**
   * An array for a number of elements: the smallest that is long enough, else the longest grows.
   */
  int take(int size, boolean bytes) {
    int best = -1;
    for (int i = 0; i < arrays.size(); i++) {
      Array array = arrays.get(i);
      if (array.free
          && array.bytes == bytes
          && (best < 0 || better(array, arrays.get(best), size))) {
        best = i;
      }
    }
    if (best < 0) {
      arrays.add(new Array(bytes, size));
      return arrays.size() - 1;
    }
    Array taken = arrays.get(best);
    taken.free = false;
    taken.size = Math.max(taken.size, size);
    return best;
  }

  private static boolean better(Array candidate, Array best, int size) {
    if (best.size < size) {
      return candidate.size > best.size;
    }
    return candidate.size >= size && candidate.size < best.size;
  }

  void release(int number) {
    arrays.get(number).free = true;
  }
}
