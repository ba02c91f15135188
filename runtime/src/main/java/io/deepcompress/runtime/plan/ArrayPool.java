package io.deepcompress.runtime.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Numbers arrays and hands them out again once released; the best fit first. */
final class ArrayPool {
  private final List<Plan.Slot> arrays = new ArrayList<>();
  private final BitSet free = new BitSet();

  /** An array for a slot: the smallest that is long enough, else the longest grows. */
  int take(Plan.Slot slot) {
    int best = -1;
    long least = Long.MAX_VALUE;
    for (int i = free.nextSetBit(0); i >= 0; i = free.nextSetBit(i + 1)) {
      int size = arrays.get(i).size();
      long cost = size < slot.size() ? 2L * Integer.MAX_VALUE - size : size;
      if (arrays.get(i).bytes() == slot.bytes() && cost < least) {
        best = i;
        least = cost;
      }
    }
    if (best < 0) {
      arrays.add(slot);
      return arrays.size() - 1;
    }
    free.clear(best);
    if (arrays.get(best).size() < slot.size()) {
      arrays.set(best, slot);
    }
    return best;
  }

  void release(int number) {
    free.set(number);
  }

  /** The largest slot that each array was taken for. */
  List<Plan.Slot> arrays() {
    return arrays;
  }
}
