package io.deepcompress.runtime.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Weights to prepare an {@link IntegerLayer} from; read during preparation only.
 *
 * @param shape of the layer
 * @param codes one unsigned byte a weight in C order; the array may be longer
 * @param values int8 of each of 256 codes, 0 of code 0; several codes may stand for one value
 */
public record IntegerWeights(LayerShape shape, byte[] codes, byte[] values) {
  private static final int SAMPLE = 1 << 14;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** For weights that are there as int8. */
  public static IntegerWeights of(LayerShape shape, byte[] weights) {
    byte[] values = new byte[256];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) i;
    }
    return new IntegerWeights(shape, weights, values);
  }

  /** The int8 of weight {@code i}. */
  public int weight(int i) {
    return values[codes[i] & 0xff];
  }

  /**
   * About how many weights are not 0: counted where they are few, else from some thousands of them
   * far apart, since reading all takes as long as a good part of the preparation.
   */
  public int nonZeros() {
    int all = shape.weights();
    // Odd, so that it does not stay in few columns of a matrix.
    int step = all / SAMPLE | 1;
    int count = 0;
    for (int i = 0; i < all; i += step) {
      count += values[codes[i] & 0xff] == 0 ? 0 : 1;
    }
    return (int) Math.min(all, (long) count * step);
  }

  /** Whether at least this part of the weights is not 0, as far as {@link #nonZeros} tells. */
  public boolean keeps(double part) {
    return nonZeros() >= Math.ceil(part * shape.weights());
  }

  /**
   * Collects the weights that are not 0 of a run of codes: place in the run, times 256, plus the
   * weight as an unsigned byte.
   *
   * @param from first code
   * @param count of codes, at most {@link ChunkedRuns#OFFSET_LIMIT}
   * @param entries receives them from index {@code at} on; what lies behind, up to {@code at +
   *     count}, may be overwritten
   * @return index behind the last
   */
  public int gather(int from, int count, int[] entries, int at) {
    int to = at;
    int i = 0;
    for (; i <= count - Long.SIZE; i += Long.SIZE) {
      long kept = 0;
      for (int k = 0; k < Long.BYTES; k++) {
        kept |= notZero((long) LONG.get(codes, from + i + k * Long.BYTES)) << k * Byte.SIZE;
      }
      // A bit for each of 64 codes: most are 0 in a pruned layer, and none costs a misprediction.
      for (; kept != 0; kept &= kept - 1) {
        to = put(from, i + Long.numberOfTrailingZeros(kept), entries, to);
      }
    }
    for (; i < count; i++) {
      to = put(from, i, entries, to);
    }
    return to;
  }

  /** Every entry is written, and the next one overwrites it if it was 0. */
  private int put(int from, int i, int[] entries, int at) {
    byte weight = values[codes[from + i] & 0xff];
    entries[at] = i << 8 | weight & 0xff;
    return weight == 0 ? at : at + 1;
  }

  /** A bit for each of eight bytes that is not 0, the first lowest. */
  private static long notZero(long bytes) {
    long sevenBits = 0x7f7f7f7f7f7f7f7fL;
    long high = ((bytes & sevenBits) + sevenBits | bytes) & ~sevenBits;
    // Each factor's bit moves the highest bit of one byte into the highest byte.
    return (high >>> 7) * 0x0102040810204080L >>> 56;
  }

  /** Whether no sum can leave 32 bits: for each filter {@code sum |w| * 255 < 2^31}. */
  public boolean fitsInt() {
    int perFilter = shape.weightsPerFilter();
    if (perFilter * 128L * 255 <= Integer.MAX_VALUE) {
      return true;
    }
    for (int filter = 0; filter < shape.filters(); filter++) {
      long sum = 0;
      for (int i = 0; i < perFilter; i++) {
        sum += Math.abs(weight(filter * perFilter + i));
      }
      if (sum * 255 > Integer.MAX_VALUE) {
        return false;
      }
    }
    return true;
  }
}
