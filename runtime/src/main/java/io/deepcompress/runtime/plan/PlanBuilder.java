package io.deepcompress.runtime.plan;

import io.deepcompress.runtime.execution.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects steps, then lays out their memory: slots whose lifetimes do not overlap share arrays.
 */
final class PlanBuilder {
  private final List<Plan.Slot> slots = new ArrayList<>();
  private final List<Plan.Entry> entries = new ArrayList<>();
  private final List<Boolean> inPlace = new ArrayList<>();
  private int inputs;

  /** A slot for an input of the network; all inputs come first. */
  int input(int size) {
    inputs++;
    return newSlot(size, false);
  }

  int newSlot(int size, boolean bytes) {
    slots.add(new Plan.Slot(size, bytes, -1));
    return slots.size() - 1;
  }

  /**
   * Adds a step.
   *
   * @param value of the network, or -1 where the step does not complete one in float
   * @param step null for another view of the slot
   * @param mayShare whether the output may take the first input's array
   */
  void add(int value, Step step, int[] reads, int write, boolean mayShare) {
    entries.add(new Plan.Entry(value, step, reads.clone(), write));
    inPlace.add(mayShare);
  }

  Plan build(int[] outputs) {
    int[] lastUse = lastUses(outputs);
    int[] arrays = new int[slots.size()];
    Arrays.fill(arrays, -1);
    ArrayPool pool = new ArrayPool();
    for (int i = 0; i < entries.size(); i++) {
      Plan.Entry entry = entries.get(i);
      int write = entry.write();
      if (write >= inputs && arrays[write] < 0) {
        int first = entry.reads().length == 0 ? -1 : entry.reads()[0];
        if (inPlace.get(i) && canShare(entry, first, i, lastUse)) {
          arrays[write] = arrays[first];
        } else {
          arrays[write] = pool.take(slots.get(write));
        }
      }
      release(entry, i, lastUse, arrays, pool);
    }
    List<Plan.Slot> placed = new ArrayList<>();
    for (int i = 0; i < arrays.length; i++) {
      placed.add(new Plan.Slot(slots.get(i).size(), slots.get(i).bytes(), arrays[i]));
    }
    return new Plan(entries, placed, pool.arrays(), outputs);
  }

  private int[] lastUses(int[] outputs) {
    int[] lastUse = new int[slots.size()];
    for (int i = 0; i < entries.size(); i++) {
      lastUse[entries.get(i).write()] = i;
      for (int read : entries.get(i).reads()) {
        lastUse[read] = i;
      }
    }
    for (int output : outputs) {
      lastUse[output] = Integer.MAX_VALUE;
    }
    return lastUse;
  }

  private boolean canShare(Plan.Entry entry, int first, int index, int[] lastUse) {
    Plan.Slot from = slots.get(first);
    Plan.Slot to = slots.get(entry.write());
    int reads = 0;
    for (int read : entry.reads()) {
      reads += read == first ? 1 : 0;
    }
    return reads == 1
        && first >= inputs
        && lastUse[first] == index
        && from.bytes() == to.bytes()
        && from.size() == to.size();
  }

  private void release(Plan.Entry entry, int index, int[] lastUse, int[] arrays, ArrayPool pool) {
    int shared = arrays[entry.write()];
    for (int read : entry.reads()) {
      if (lastUse[read] == index && read >= inputs && arrays[read] != shared) {
        pool.release(arrays[read]);
        // Once, even if it is read twice.
        lastUse[read] = -1;
      }
    }
    if (lastUse[entry.write()] == index && entry.write() >= inputs) {
      pool.release(shared);
    }
  }
}
