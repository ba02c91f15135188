package io.deepcompress.codec.entropy;

import io.deepcompress.codec.Float16;
import io.deepcompress.codec.ValueFormat;

/**
 * Codes the numbers of a model on either side of a {@link BinaryCoder}; everything is learnt on.
 */
final class NumberModel {
  private static final int FLOAT32_FRACTION = 23;
  private static final int FLOAT16_FRACTION = 10;
  private static final int INT8_ADAPTIVE_BITS = 2;
  private static final int ADAPTIVE_BITS = 4;

  private final BinaryCoder coder;
  private final Adaptive kinds = Adaptive.even(4, 1, 255);
  private final FloatModel float32 = new FloatModel(8, FLOAT32_FRACTION);
  private final FloatModel float16 = new FloatModel(5, FLOAT16_FRACTION);
  private final WholeModel integers = new WholeModel(ADAPTIVE_BITS);
  private final WholeModel int8 = new WholeModel(INT8_ADAPTIVE_BITS);
  private final Adaptive int8Signs = Adaptive.even(1, 1, 255);
  private boolean zeroCentroid;
  private final WholeModel[] steps = new WholeModel[ValueFormat.Kind.values().length];

  NumberModel(BinaryCoder coder) {
    this.coder = coder;
    for (ValueFormat.Kind kind : ValueFormat.Kind.values()) {
      steps[kind.ordinal()] =
          new WholeModel(kind == ValueFormat.Kind.INT8 ? INT8_ADAPTIVE_BITS : ADAPTIVE_BITS);
    }
  }

  /** Whether everything so far was coded in the one form that an encoder uses. */
  boolean isCanonical() {
    return !zeroCentroid && float32.isCanonical() && float16.isCanonical();
  }

  /** Codes an integer, 0 or more. */
  long integer(long value) {
    integers.restart();
    return integers.code(coder, value);
  }

  /** Codes the index of a {@link ValueFormat.Kind}, or 3, which stands for none. */
  int kind(int ordinal) {
    return kinds.tree(coder, ordinal, 0, 2);
  }

  /** Codes the bits of one float32. */
  int float32(int bits) {
    return float32.single(coder, bits);
  }

  /** Codes values of a format as integers (see {@link #toInteger}), in place. */
  void values(ValueFormat.Kind kind, int[] values) {
    switch (kind) {
      case FLOAT32 -> float32.all(coder, values);
      case FLOAT16 -> float16.all(coder, values);
      case INT8 -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = int8(values[i]);
        }
      }
    }
  }

  /** Codes increasing places in the order of all values of a format, in place. */
  void increasing(ValueFormat.Kind kind, long[] places) {
    WholeModel step = steps[kind.ordinal()];
    step.restart();
    for (int i = 0; i < places.length; i++) {
      if (i == 0) {
        int first = first(kind, places[i]);
        zeroCentroid |= kind == ValueFormat.Kind.INT8 && first == 0;
        places[i] = place(kind, first);
      } else {
        places[i] = places[i - 1] + 1 + step.code(coder, places[i] - places[i - 1] - 1);
      }
    }
  }

  private int first(ValueFormat.Kind kind, long place) {
    return switch (kind) {
      case FLOAT32 -> float32.single(coder, atPlace(kind, place));
      case FLOAT16 -> float16.single(coder, atPlace(kind, place));
      case INT8 -> int8(atPlace(kind, place));
    };
  }

  private int int8(int value) {
    int8.restart();
    // What is beyond the grid is refused later, and must not wrap around into it.
    int magnitude = (int) Math.min(1 << 20, int8.code(coder, Math.abs(value)));
    boolean negative = magnitude != 0 && int8Signs.code(coder, value < 0 ? 1 : 0, 0) != 0;
    return negative ? -magnitude : magnitude;
  }

  /** The integer that stands for a value: its bits, or its place on the grid. */
  static int toInteger(ValueFormat format, float value) {
    return switch (format.kind()) {
      case FLOAT32 -> Float.floatToRawIntBits(value);
      case FLOAT16 -> Float16.fromFloat(value) & 0xffff;
      case INT8 -> format.toInt8(value);
    };
  }

  /** The value that an integer stands for. */
  static float toValue(ValueFormat format, int integer) {
    return switch (format.kind()) {
      case FLOAT32 -> Float.intBitsToFloat(integer);
      case FLOAT16 -> Float16.toFloat((short) integer);
      case INT8 -> integer * format.scale();
    };
  }

  /** Place of an integer in the order of values; on a grid zero has none. */
  static long place(ValueFormat.Kind kind, int integer) {
    return switch (kind) {
      case FLOAT32 -> place(integer, Integer.SIZE);
      case FLOAT16 -> place(integer, Short.SIZE);
      case INT8 -> integer > 0 ? integer - 1 : integer;
    };
  }

  private static long place(int bits, int size) {
    long magnitude = bits & (1L << size - 1) - 1;
    return (bits >>> size - 1 & 1) != 0 ? -1 - magnitude : magnitude;
  }

  /** The integer at a place; the inverse of {@link #place}. */
  static int atPlace(ValueFormat.Kind kind, long place) {
    return switch (kind) {
      case FLOAT32 -> (int) (place < 0 ? -1 - place | 1L << 31 : place);
      case FLOAT16 -> (int) (place < 0 ? -1 - place | 1L << 15 : place);
      case INT8 -> (int) (place < 0 ? place : place + 1);
    };
  }

  /** Whether a place is that of a finite value of the format. */
  static boolean isPlace(ValueFormat.Kind kind, long place) {
    long most =
        switch (kind) {
          case FLOAT32 -> 0x7f7fffffL;
          case FLOAT16 -> 0x7bffL;
          case INT8 -> 126;
        };
    return place <= most && place >= -most - 1;
  }
}
