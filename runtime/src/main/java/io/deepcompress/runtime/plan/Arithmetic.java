package io.deepcompress.runtime.plan;

/** How an integer plan computes. */
public enum Arithmetic {
  /** Layers on integers with the model's ranges, all that is not worth it in float. */
  MIXED,
  /** Layers on integers with ranges found at run time, all else in float. */
  DYNAMIC,
  /** Everything that has an integer form on integers, scaled in fixed point. */
  FIXED_POINT
}
