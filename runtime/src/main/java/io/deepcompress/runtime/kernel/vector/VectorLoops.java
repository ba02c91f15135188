package io.deepcompress.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.XOR;

import io.deepcompress.runtime.kernel.Loops;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** A vector at a time, and the rest one by one. */
final class VectorLoops implements Loops {
  private static final float ROUND = 12582912f;
  private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
  private static final int FLOAT_LANES = FLOATS.length();
  private static final int BYTE_LANES = BYTES.length();

  /** As many bytes as a vector has floats, or the least vector there is. */
  static final VectorSpecies<Byte> FEW =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * FLOAT_LANES)));

  /** 2^15 in 16 bits: what makes the sum of two products positive. */
  private static final short BIAS = Short.MIN_VALUE;

  private final Loops rest;

  VectorLoops(Loops rest) {
    this.rest = rest;
  }

  /**
   * Casts a vector of the preferred shape to the class that it has, for C2. Bytes come in vectors
   * of several classes, of which it knows that of the receiver of an operation from a profile only;
   * a method that is inlined into one that became hot first may have none. The operation is then a
   * virtual call, with vectors on the heap, for as long as the JVM runs.
   */
  static ByteVector exact(Vector<Byte> vector) {
    return (ByteVector) BYTES.vectorType().cast(vector);
  }

  /** The same of {@link #FEW}. */
  static ByteVector exactFew(Vector<Byte> vector) {
    return (ByteVector) FEW.vectorType().cast(vector);
  }

  @Override
  public void quantize(
      float[] x, byte[] y, int from, int end, float scale, int zeroPoint, boolean signed) {
    int least = ROUND_BITS + (signed ? -128 : 0) - zeroPoint;
    int i = from;
    for (; FEW.length() == FLOAT_LANES && i <= end - FLOAT_LANES; i += FLOAT_LANES) {
      FloatVector scaled = FloatVector.fromArray(FLOATS, x, i).div(scale);
      FloatVector rounded = scaled.blend(0f, scaled.compare(VectorOperators.NE, scaled)).add(ROUND);
      IntVector integers =
          ((IntVector) rounded.viewAsIntegralLanes())
              .max(least)
              .min(least + 255)
              .add(zeroPoint - ROUND_BITS);
      exactFew(integers.convertShape(VectorOperators.I2B, FEW, 0)).intoArray(y, i);
    }
    rest.quantize(x, y, i, end, scale, zeroPoint, signed);
  }

  @Override
  public void addSquares(float[] x, int from, float[] sums, int count) {
    int i = 0;
    for (; i <= count - FLOAT_LANES; i += FLOAT_LANES) {
      FloatVector value = FloatVector.fromArray(FLOATS, x, from + i);
      FloatVector.fromArray(FLOATS, sums, i).add(value.mul(value)).intoArray(sums, i);
    }
    for (; i < count; i++) {
      sums[i] += x[from + i] * x[from + i];
    }
  }

  @Override
  public void normalize(
      float[] x, float[] y, int from, float[] sums, int count, float k, float alpha) {
    int i = 0;
    for (; i <= count - FLOAT_LANES; i += FLOAT_LANES) {
      FloatVector root =
          FloatVector.fromArray(FLOATS, sums, i).mul(alpha).add(k).lanewise(VectorOperators.SQRT);
      FloatVector.fromArray(FLOATS, x, from + i)
          .div(root.mul(root.lanewise(VectorOperators.SQRT)))
          .intoArray(y, from + i);
    }
    for (; i < count; i++) {
      float root = (float) Math.sqrt(k + alpha * sums[i]);
      y[from + i] = x[from + i] / (root * (float) Math.sqrt(root));
    }
  }

  @Override
  public void join(
      float[] x, int from, int step, int runs, boolean largest, float[] y, int to, int count) {
    int room = Math.min(x.length - from - (runs - 1) * step, y.length - to) - FLOAT_LANES;
    int i = 0;
    for (; i < count && i <= room; i += FLOAT_LANES) {
      FloatVector joined = FloatVector.fromArray(FLOATS, x, from + i);
      for (int run = 1; run < runs; run++) {
        FloatVector value = FloatVector.fromArray(FLOATS, x, from + run * step + i);
        joined = largest ? value.max(joined) : value.add(joined);
      }
      ((FloatVector) FLOATS.vectorType().cast(joined)).intoArray(y, to + i);
    }
    if (i < count) {
      rest.join(x, from + i, step, runs, largest, y, to + i, count - i);
    }
  }

  @Override
  public void largestOfRows(
      byte[] x, int from, int step, int rows, byte flip, byte[] y, int to, int count) {
    ByteVector flips = ByteVector.broadcast(BYTES, flip);
    int room = Math.min(x.length - from - (rows - 1) * step, y.length - to) - BYTE_LANES;
    int i = 0;
    for (; i < count && i <= room; i += BYTE_LANES) {
      ByteVector largest = exact(ByteVector.fromArray(BYTES, x, from + i)).lanewise(XOR, flips);
      for (int row = 1; row < rows; row++) {
        largest =
            exact(ByteVector.fromArray(BYTES, x, from + row * step + i))
                .lanewise(XOR, flips)
                .max(largest);
      }
      exact(largest).intoArray(y, to + i);
    }
    if (i < count) {
      rest.largestOfRows(x, from + i, step, rows, flip, y, to + i, count - i);
    }
  }

  @Override
  public void largestOfTaps(
      byte[] x, int taps, int dilation, int stride, byte flip, byte[] y, int to, int count) {
    if (stride > 2 || count + BYTE_LANES > y.length - to) {
      rest.largestOfTaps(x, taps, dilation, stride, flip, y, to, count);
      return;
    }
    ByteVector flips = ByteVector.broadcast(BYTES, flip);
    int lanes = stride == 1 ? BYTE_LANES : RunSums.BYTES.length();
    for (int i = 0; i < count; i += lanes) {
      ByteVector largest = ByteVector.fromArray(BYTES, x, i * stride);
      for (int tap = 1; tap < taps; tap++) {
        largest = exact(ByteVector.fromArray(BYTES, x, i * stride + tap * dilation)).max(largest);
      }
      largest = exact(largest).lanewise(XOR, flips);
      if (stride == 1) {
        largest.intoArray(y, to + i);
      } else {
        ShortVector pairs = largest.reinterpretAsShorts();
        RunSums.exact(pairs.convertShape(VectorOperators.S2B, RunSums.BYTES, 0))
            .intoArray(y, to + i);
      }
    }
  }

  @Override
  public int packedProduct(byte[] codes, int from, int length, int bits, byte[] values, short[] x) {
    if (BYTE_LANES < 16) {
      return rest.packedProduct(codes, from, length, bits, values, x);
    }
    if (bits == Byte.SIZE) {
      return product(codes, from, length, x);
    }
    int sum = 0;
    for (int k = 0; k < 8 / bits; k++) {
      sum += packedProduct(codes, from, length, k * bits, (1 << bits) - 1, values, x, k * length);
    }
    return sum;
  }

  private static int packedProduct(
      byte[] codes,
      int from,
      int length,
      int shift,
      int mask,
      byte[] values,
      short[] x,
      int first) {
    ByteVector table = ByteVector.fromArray(BYTES, values, 0);
    int odd = first + length / 2;
    IntVector whole = IntVector.zero(RunSums.INTS);
    IntVector upper = IntVector.zero(RunSums.INTS);
    for (int i = 0; i < length; i += BYTE_LANES) {
      ShortVector weights =
          exact(table)
              .rearrange(
                  exact(
                          exact(ByteVector.fromArray(BYTES, codes, from + i))
                              .reinterpretAsShorts()
                              .lanewise(VectorOperators.LSHR, shift)
                              .reinterpretAsBytes())
                      .lanewise(VectorOperators.AND, (byte) mask)
                      .toShuffle())
              .reinterpretAsShorts();
      IntVector pairs = pairs(weights, x, first + i / 2, odd + i / 2);
      whole = pairs.add(whole);
      upper = pairs.lanewise(VectorOperators.LSHR, 16).add(upper);
    }
    return sum(whole, upper, length);
  }

  /** Of weights of a byte each. */
  private static int product(byte[] weights, int from, int length, short[] x) {
    IntVector whole = IntVector.zero(RunSums.INTS);
    IntVector upper = IntVector.zero(RunSums.INTS);
    for (int i = 0; i < length; i += BYTE_LANES) {
      ShortVector two = exact(ByteVector.fromArray(BYTES, weights, from + i)).reinterpretAsShorts();
      IntVector pairs = pairs(two, x, i / 2, (length + i) / 2);
      whole = pairs.add(whole);
      upper = pairs.lanewise(VectorOperators.LSHR, 16).add(upper);
    }
    return sum(whole, upper, length);
  }

  /**
   * Sums of two products each, plus {@link #BIAS}: of the lower bytes, with inputs from {@code
   * even} on, and the upper ones.
   */
  private static IntVector pairs(ShortVector weights, short[] x, int even, int odd) {
    return weights
        .lanewise(VectorOperators.LSHL, 8)
        .lanewise(VectorOperators.ASHR, 8)
        .mul(ShortVector.fromArray(RunSums.SHORTS, x, even))
        .add(
            weights
                .lanewise(VectorOperators.ASHR, 8)
                .mul(ShortVector.fromArray(RunSums.SHORTS, x, odd)))
        .add(BIAS)
        .reinterpretAsInts();
  }

  /**
   * What {@code length / 2} of those sums in 16 bits add up to, two of them taken as one number.
   */
  private static int sum(IntVector whole, IntVector upper, int length) {
    IntVector uppers = (IntVector) RunSums.INT_VECTOR.cast(upper);
    return uppers
            .sub(uppers.lanewise(VectorOperators.LSHL, 16))
            .add(whole)
            .reduceLanes(VectorOperators.ADD)
        + length / 2 * BIAS;
  }
}
