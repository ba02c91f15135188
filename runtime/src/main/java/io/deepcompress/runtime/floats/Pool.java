package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.Operation;

/** How the values of a pooling window become one. */
record Pool(Operation.Pool kind, int p) {
  float start() {
    return kind == Operation.Pool.MAX ? Float.NEGATIVE_INFINITY : 0f;
  }

  float join(float sum, float value) {
    return switch (kind) {
      case MAX -> Math.max(sum, value);
      case AVERAGE, SUM -> sum + value;
      case P_NORM -> sum + power(Math.abs(value));
    };
  }

  private float power(float value) {
    return switch (p) {
      case 1 -> value;
      case 2 -> value * value;
      default -> (float) Math.pow(value, p);
    };
  }

  float finish(float sum, int divisor) {
    return switch (kind) {
      case MAX, SUM -> sum;
      case AVERAGE -> sum / divisor;
      case P_NORM -> (float) Math.pow(sum, 1.0 / p);
    };
  }
}
