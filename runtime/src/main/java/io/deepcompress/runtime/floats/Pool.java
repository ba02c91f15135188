package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.Operation;

/** How the values of a pooling window become one. */
record Pool(Operation.Pool kind, int p) {
  float start() {
    return kind == Operation.Pool.MAX ? Float.NEGATIVE_INFINITY : 0f;
  }

  float join(float sum, float value) {
    if (kind == Operation.Pool.MAX) {
      return Math.max(sum, value);
    }
    return sum + (kind == Operation.Pool.P_NORM ? power(Math.abs(value)) : value);
  }

  private float power(float value) {
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
