package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.Operation;

/** How the values of a pooling window become one. */
record Pool(Operation.Pool kind, int p) {
  float start() {
    return kind == Operation.Pool.MAX ? Float.NEGATIVE_INFINITY : 0f;
  }

  /** What a value adds to a p-norm's sum. */
  float power(float signed) {
    float value = Math.abs(signed);
    return switch (p) {
      case 1 -> value;
      case 2 -> value * value;
      default -> (float) Math.pow(value, p);
    };
  }

  float finish(float sum, int divisor) {
    if (kind == Operation.Pool.AVERAGE) {
      return sum / divisor;
    }
    return kind == Operation.Pool.P_NORM ? (float) Math.pow(sum, 1.0 / p) : sum;
  }
}
