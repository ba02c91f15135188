package io.deepcompress.runtime.execution;

import io.deepcompress.runtime.kernel.Scratch;
import io.deepcompress.runtime.kernel.Target;

/**
 * The memory of one session: an array for each slot of its plan. Slots whose lifetimes do not
 * overlap share an array, so an array may be longer than what is in it; data starts at index 0.
 */
public final class Frame {
  private final Object[] slots;
  private final float[] scales;
  private final int[] zeroPoints;
  private final boolean[] signed;
  private final Scratch scratch;
  private final Workers workers;
  private final Target target;

  /**
   * Takes over the arrays.
   *
   * @param slots a {@code float[]} or {@code byte[]} each, or null where it is bound at each call
   */
  public Frame(Object[] slots, Scratch scratch, Workers workers) {
    this.slots = slots;
    this.scales = new float[slots.length];
    this.zeroPoints = new int[slots.length];
    this.signed = new boolean[slots.length];
    this.scratch = scratch;
    this.workers = workers;
    this.target = new Target(scratch.ints());
  }

  /** Binds a caller's array to an input's slot, or null after the call. */
  public void bind(int slot, float[] array) {
    slots[slot] = array;
  }

  /** Array of a slot of either kind. */
  public Object array(int slot) {
    return slots[slot];
  }

  /** Array of a float slot. */
  public float[] floats(int slot) {
    return (float[]) slots[slot];
  }

  /** Array of a byte slot. */
  public byte[] bytes(int slot) {
    return (byte[]) slots[slot];
  }

  /** Says what the bytes of a slot mean, where that is found at run time. */
  public void setQuantization(int slot, float scale, int zeroPoint, boolean isSigned) {
    scales[slot] = scale;
    zeroPoints[slot] = zeroPoint;
    signed[slot] = isSigned;
  }

  /** Step of the bytes of a slot. */
  public float scale(int slot) {
    return scales[slot];
  }

  /** Integer that stands for 0 in a slot. */
  public int zeroPoint(int slot) {
    return zeroPoints[slot];
  }

  /** Whether the bytes of a slot are int8. */
  public boolean signed(int slot) {
    return signed[slot];
  }

  /** Temporary memory. */
  public Scratch scratch() {
    return scratch;
  }

  /** The session's threads. */
  public Workers workers() {
    return workers;
  }

  /** Where the current layer writes. */
  public Target target() {
    return target;
  }
}
