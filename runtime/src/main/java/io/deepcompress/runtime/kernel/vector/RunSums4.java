package io.deepcompress.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.B2S;
import static jdk.incubator.vector.VectorOperators.LSHR;

import io.deepcompress.runtime.kernel.ChunkedRuns;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/** 4 vectors at a time. */
final class RunSums4 extends RunSums {
  private static final int INT_LANES = INTS.length();

  @Override
  void add(byte[] x, int base, ChunkedRuns runs, int filter, int block, int[] sums, int at) {
    int[] entries = runs.entries();
    int end = runs.end(filter, block);
    ShortVector bias = ShortVector.broadcast(SHORTS, (short) BIAS);
    IntVector pairs0 = IntVector.fromArray(INTS, sums, at + 0 * INT_LANES);
    IntVector upper0 = IntVector.fromArray(INTS, sums, at + 1 * INT_LANES);
    IntVector pairs1 = IntVector.fromArray(INTS, sums, at + 2 * INT_LANES);
    IntVector upper1 = IntVector.fromArray(INTS, sums, at + 3 * INT_LANES);
    IntVector pairs2 = IntVector.fromArray(INTS, sums, at + 4 * INT_LANES);
    IntVector upper2 = IntVector.fromArray(INTS, sums, at + 5 * INT_LANES);
    IntVector pairs3 = IntVector.fromArray(INTS, sums, at + 6 * INT_LANES);
    IntVector upper3 = IntVector.fromArray(INTS, sums, at + 7 * INT_LANES);
    for (int i = runs.start(filter, block); i < end; i += CHUNK) {
      int entry = entries[i];
      int from = base + (entry >> 8);
      ShortVector weight = ShortVector.broadcast(SHORTS, (byte) entry);
      ShortVector sum0 =
          weight.mul(ByteVector.fromArray(BYTES, x, from).convertShape(B2S, SHORTS, 0)).add(bias);
      ShortVector sum1 =
          weight
              .mul(ByteVector.fromArray(BYTES, x, from + LANES).convertShape(B2S, SHORTS, 0))
              .add(bias);
      ShortVector sum2 =
          weight
              .mul(ByteVector.fromArray(BYTES, x, from + 2 * LANES).convertShape(B2S, SHORTS, 0))
              .add(bias);
      ShortVector sum3 =
          weight
              .mul(ByteVector.fromArray(BYTES, x, from + 3 * LANES).convertShape(B2S, SHORTS, 0))
              .add(bias);
      entry = entries[i + 1];
      from = base + (entry >> 8);
      weight = ShortVector.broadcast(SHORTS, (byte) entry);
      sum0 =
          weight.mul(ByteVector.fromArray(BYTES, x, from).convertShape(B2S, SHORTS, 0)).add(sum0);
      sum1 =
          weight
              .mul(ByteVector.fromArray(BYTES, x, from + LANES).convertShape(B2S, SHORTS, 0))
              .add(sum1);
      sum2 =
          weight
              .mul(ByteVector.fromArray(BYTES, x, from + 2 * LANES).convertShape(B2S, SHORTS, 0))
              .add(sum2);
      sum3 =
          weight
              .mul(ByteVector.fromArray(BYTES, x, from + 3 * LANES).convertShape(B2S, SHORTS, 0))
              .add(sum3);
      entry = entries[i + 2];
      from = base + (entry >> 8);
      weight = ShortVector.broadcast(SHORTS, (byte) entry);
      sum0 =
          weight.mul(ByteVector.fromArray(BYTES, x, from).convertShape(B2S, SHORTS, 0)).add(sum0);
      sum1 =
          weight
              .mul(ByteVector.fromArray(BYTES, x, from + LANES).convertShape(B2S, SHORTS, 0))
              .add(sum1);
      sum2 =
          weight
              .mul(ByteVector.fromArray(BYTES, x, from + 2 * LANES).convertShape(B2S, SHORTS, 0))
              .add(sum2);
      sum3 =
          weight
              .mul(ByteVector.fromArray(BYTES, x, from + 3 * LANES).convertShape(B2S, SHORTS, 0))
              .add(sum3);
      entry = entries[i + 3];
      from = base + (entry >> 8);
      weight = ShortVector.broadcast(SHORTS, (byte) entry);
      sum0 =
          weight.mul(ByteVector.fromArray(BYTES, x, from).convertShape(B2S, SHORTS, 0)).add(sum0);
      sum1 =
          weight
              .mul(ByteVector.fromArray(BYTES, x, from + LANES).convertShape(B2S, SHORTS, 0))
              .add(sum1);
      sum2 =
          weight
              .mul(ByteVector.fromArray(BYTES, x, from + 2 * LANES).convertShape(B2S, SHORTS, 0))
              .add(sum2);
      sum3 =
          weight
              .mul(ByteVector.fromArray(BYTES, x, from + 3 * LANES).convertShape(B2S, SHORTS, 0))
              .add(sum3);
      IntVector both0 = sum0.reinterpretAsInts();
      pairs0 = both0.add(pairs0);
      upper0 = both0.lanewise(LSHR, 16).add(upper0);
      IntVector both1 = sum1.reinterpretAsInts();
      pairs1 = both1.add(pairs1);
      upper1 = both1.lanewise(LSHR, 16).add(upper1);
      IntVector both2 = sum2.reinterpretAsInts();
      pairs2 = both2.add(pairs2);
      upper2 = both2.lanewise(LSHR, 16).add(upper2);
      IntVector both3 = sum3.reinterpretAsInts();
      pairs3 = both3.add(pairs3);
      upper3 = both3.lanewise(LSHR, 16).add(upper3);
    }
    pairs0.intoArray(sums, at + 0 * INT_LANES);
    upper0.intoArray(sums, at + 1 * INT_LANES);
    pairs1.intoArray(sums, at + 2 * INT_LANES);
    upper1.intoArray(sums, at + 3 * INT_LANES);
    pairs2.intoArray(sums, at + 4 * INT_LANES);
    upper2.intoArray(sums, at + 5 * INT_LANES);
    pairs3.intoArray(sums, at + 6 * INT_LANES);
    upper3.intoArray(sums, at + 7 * INT_LANES);
  }
}
