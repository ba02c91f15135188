package io.deepcompress.runtime.plan;

import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;
import io.deepcompress.runtime.execution.Workers;
import io.deepcompress.runtime.kernel.Scratch;
import io.deepcompress.runtime.kernel.ScratchSize;
import java.util.List;

/**
 * Steps in order and the memory that they need. Immutable; sessions share it, each with a frame.
 * The first slots are those of the network's inputs, bound to the caller's arrays.
 */
public final class Plan {

  /** What is told of each value of the network as soon as it is computed. */
  @FunctionalInterface
  public interface Listener {
    /** A value is in the first {@code length} elements. */
    void computed(int value, float[] data, int length);
  }

  /**
   * One step of the plan.
   *
   * @param value of the network that is computed with it, or -1
   * @param step null where the value is only another view of a slot
   * @param reads slots
   * @param write slot
   */
  record Entry(int value, Step step, int[] reads, int write) {}

  /**
   * A piece of memory for a value.
   *
   * @param size in elements
   * @param bytes whether of bytes, else of floats
   * @param array number of the array it lies in, -1 for a caller's own
   */
  record Slot(int size, boolean bytes, int array) {}

  /** Not private, as tests look at the steps that a planner has chosen. */
  final List<Entry> entries;

  private final List<Slot> slots;

  /** The largest slot of each array. */
  private final List<Slot> arrays;

  private final int[] outputs;
  private final ScratchSize scratch;

  Plan(List<Entry> entries, List<Slot> slots, List<Slot> arrays, int[] outputs) {
    this.entries = List.copyOf(entries);
    this.slots = List.copyOf(slots);
    this.arrays = List.copyOf(arrays);
    this.outputs = outputs.clone();
    ScratchSize size = ScratchSize.NONE;
    for (Entry entry : entries) {
      size = entry.step() == null ? size : size.max(entry.step().scratch());
    }
    this.scratch = size;
  }

  /** Slot of an output of the network. */
  public int output(int index) {
    return outputs[index];
  }

  /** Memory for one session. */
  public Frame newFrame(Workers workers) {
    Object[] memory = new Object[arrays.size()];
    for (int i = 0; i < memory.length; i++) {
      int size = arrays.get(i).size();
      memory[i] = arrays.get(i).bytes() ? new byte[size] : new float[size];
    }
    Object[] bound = new Object[slots.size()];
    for (int i = 0; i < bound.length; i++) {
      int array = slots.get(i).array();
      bound[i] = array < 0 ? null : memory[array];
    }
    return new Frame(bound, new Scratch(scratch, workers.count()), workers);
  }

  /** Bytes of the arrays and the temporary memory of one session. */
  public long memoryBytes(int threads) {
    long total = scratch.bytes(threads);
    for (Slot largest : arrays) {
      total += (long) largest.size() * (largest.bytes() ? 1 : Float.BYTES);
    }
    return total;
  }

  /**
   * Runs every step; the inputs' slots are bound.
   *
   * @param listener is told of every node's value, or null
   */
  public void run(Frame frame, Listener listener) {
    // By index, as an iterator would be allocated.
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.step() != null) {
        entry.step().run(frame);
      }
      if (listener != null && entry.value() >= 0) {
        listener.computed(
            entry.value(), frame.floats(entry.write()), slots.get(entry.write()).size());
      }
    }
  }
}
