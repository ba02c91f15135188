package io.deepcompress.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.XOR;

import io.deepcompress.runtime.kernel.Loops;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** A vector at a time, and the rest one by one. */
final class VectorLoops implements Loops {
  private static final float ROUND = 12582912f;
  private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int FLOAT_LANES = FLOATS.length();
  private static final int BYTE_LANES = BYTES.length();

  /** As many bytes as a vector has floats, or the least vector there is. */
  static final VectorSpecies<Byte> FEW =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * FLOAT_LANES)));

  private static final VectorSpecies<Byte> HALF = RunSums.BYTES;

  /** 2^15 in 16 bits: what makes the sum of two products positive. */
  private static final short BIAS = Short.MIN_VALUE;

  private final Loops rest;

  VectorLoops(Loops rest) {
    this.rest = rest;
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
      ((ByteVector) integers.convertShape(VectorOperators.I2B, FEW, 0)).intoArray(y, i);
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
  public void largestOfRows(
      byte[] x, int from, int step, int rows, byte flip, byte[] y, int to, int count) {
    ByteVector flips = ByteVector.broadcast(BYTES, flip);
    int room = Math.min(x.length - from - (rows - 1) * step, y.length - to) - BYTE_LANES;
    int i = 0;
    for (; i < count && i <= room; i += BYTE_LANES) {
      ByteVector largest = ByteVector.fromArray(BYTES, x, from + i).lanewise(XOR, flips);
      for (int row = 1; row < rows; row++) {
        largest =
            ByteVector.fromArray(BYTES, x, from + row * step + i).lanewise(XOR, flips).max(largest);
      }
      largest.intoArray(y, to + i);
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
    int lanes = stride == 1 ? BYTE_LANES : HALF.length();
    for (int i = 0; i < count; i += lanes) {
      ByteVector largest = ByteVector.fromArray(BYTES, x, i * stride);
      for (int tap = 1; tap < taps; tap++) {
        largest = ByteVector.fromArray(BYTES, x, i * stride + tap * dilation).max(largest);
      }
      largest = flips.lanewise(XOR, largest);
      if (stride == 1) {
        largest.intoArray(y, to + i);
      } else {
        ShortVector pairs = largest.reinterpretAsShorts();
        ((ByteVector) pairs.convertShape(VectorOperators.S2B, HALF, 0)).intoArray(y, to + i);
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
    IntVector whole = IntVector.zero(INTS);
    IntVector upper = IntVector.zero(INTS);
    for (int i = 0; i < length; i += BYTE_LANES) {
      ShortVector weights =
          table
              .rearrange(
                  ByteVector.fromArray(BYTES, codes, from + i)
                      .reinterpretAsShorts()
                      .lanewise(VectorOperators.LSHR, shift)
                      .reinterpretAsBytes()
                      .lanewise(VectorOperators.AND, (byte) mask)
                      .toShuffle())
              .reinterpretAsShorts();
      IntVector pairs = pairs(weights, x, first + i / 2, odd + i / 2);
      whole = whole.add(pairs);
      upper = upper.add(pairs.lanewise(VectorOperators.LSHR, 16));
    }
    return sum(whole, upper, length);
  }

  /** Of weights of a byte each. */
  private static int product(byte[] weights, int from, int length, short[] x) {
    IntVector whole = IntVector.zero(INTS);
    IntVector upper = IntVector.zero(INTS);
    for (int i = 0; i < length; i += BYTE_LANES) {
      ShortVector two = ByteVector.fromArray(BYTES, weights, from + i).reinterpretAsShorts();
      IntVector pairs = pairs(two, x, i / 2, (length + i) / 2);
      whole = whole.add(pairs);
      upper = upper.add(pairs.lanewise(VectorOperators.LSHR, 16));
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
        .mul(ShortVector.fromArray(SHORTS, x, even))
        .add(weights.lanewise(VectorOperators.ASHR, 8).mul(ShortVector.fromArray(SHORTS, x, odd)))
        .add(BIAS)
        .reinterpretAsInts();
  }

  /**
   * What {@code length / 2} of those sums in 16 bits add up to, two of them taken as one number.
   */
  private static int sum(IntVector whole, IntVector upper, int length) {
    return whole
            .sub(upper.lanewise(VectorOperators.LSHL, 16))
            .add(upper)
            .reduceLanes(VectorOperators.ADD)
        + length / 2 * BIAS;
  }
}
