package io.deepcompress.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.B2S;
import static jdk.incubator.vector.VectorOperators.LSHR;

import io.deepcompress.runtime.kernel.ChunkedRuns;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/** 8 vectors at a time. */
final class RunSums8 extends RunSums {
  private static final int INT_LANES = INTS.length();

  @Override
  void add(byte[] x, int base, ChunkedRuns runs, int filter, int block, int[] sums, int at) {
    int[] entries = runs.entries();
    int length = runs.chunkLength(filter, block);
    int end = runs.end(filter, block);
    IntVector pairs0 = IntVector.fromArray(INTS, sums, at + 0 * INT_LANES);
    IntVector upper0 = IntVector.fromArray(INTS, sums, at + 1 * INT_LANES);
    IntVector pairs1 = IntVector.fromArray(INTS, sums, at + 2 * INT_LANES);
    IntVector upper1 = IntVector.fromArray(INTS, sums, at + 3 * INT_LANES);
    IntVector pairs2 = IntVector.fromArray(INTS, sums, at + 4 * INT_LANES);
    IntVector upper2 = IntVector.fromArray(INTS, sums, at + 5 * INT_LANES);
    IntVector pairs3 = IntVector.fromArray(INTS, sums, at + 6 * INT_LANES);
    IntVector upper3 = IntVector.fromArray(INTS, sums, at + 7 * INT_LANES);
    IntVector pairs4 = IntVector.fromArray(INTS, sums, at + 8 * INT_LANES);
    IntVector upper4 = IntVector.fromArray(INTS, sums, at + 9 * INT_LANES);
    IntVector pairs5 = IntVector.fromArray(INTS, sums, at + 10 * INT_LANES);
    IntVector upper5 = IntVector.fromArray(INTS, sums, at + 11 * INT_LANES);
    IntVector pairs6 = IntVector.fromArray(INTS, sums, at + 12 * INT_LANES);
    IntVector upper6 = IntVector.fromArray(INTS, sums, at + 13 * INT_LANES);
    IntVector pairs7 = IntVector.fromArray(INTS, sums, at + 14 * INT_LANES);
    IntVector upper7 = IntVector.fromArray(INTS, sums, at + 15 * INT_LANES);
    for (int chunk = runs.start(filter, block); chunk < end; chunk += length) {
      ShortVector sum0 = ShortVector.broadcast(SHORTS, (short) BIAS);
      ShortVector sum1 = sum0;
      ShortVector sum2 = sum0;
      ShortVector sum3 = sum0;
      ShortVector sum4 = sum0;
      ShortVector sum5 = sum0;
      ShortVector sum6 = sum0;
      ShortVector sum7 = sum0;
      for (int i = chunk; i < chunk + length; i++) {
        int entry = entries[i];
        int from = base + (entry >> 8);
        ShortVector weight = ShortVector.broadcast(SHORTS, (byte) entry);
        sum0 =
            sum0.add(weight.mul(ByteVector.fromArray(BYTES, x, from).convertShape(B2S, SHORTS, 0)));
        sum1 =
            sum1.add(
                weight.mul(
                    ByteVector.fromArray(BYTES, x, from + LANES).convertShape(B2S, SHORTS, 0)));
        sum2 =
            sum2.add(
                weight.mul(
                    ByteVector.fromArray(BYTES, x, from + 2 * LANES).convertShape(B2S, SHORTS, 0)));
        sum3 =
            sum3.add(
                weight.mul(
                    ByteVector.fromArray(BYTES, x, from + 3 * LANES).convertShape(B2S, SHORTS, 0)));
        sum4 =
            sum4.add(
                weight.mul(
                    ByteVector.fromArray(BYTES, x, from + 4 * LANES).convertShape(B2S, SHORTS, 0)));
        sum5 =
            sum5.add(
                weight.mul(
                    ByteVector.fromArray(BYTES, x, from + 5 * LANES).convertShape(B2S, SHORTS, 0)));
        sum6 =
            sum6.add(
                weight.mul(
                    ByteVector.fromArray(BYTES, x, from + 6 * LANES).convertShape(B2S, SHORTS, 0)));
        sum7 =
            sum7.add(
                weight.mul(
                    ByteVector.fromArray(BYTES, x, from + 7 * LANES).convertShape(B2S, SHORTS, 0)));
      }
      IntVector both0 = sum0.reinterpretAsInts();
      pairs0 = pairs0.add(both0);
      upper0 = upper0.add(both0.lanewise(LSHR, 16));
      IntVector both1 = sum1.reinterpretAsInts();
      pairs1 = pairs1.add(both1);
      upper1 = upper1.add(both1.lanewise(LSHR, 16));
      IntVector both2 = sum2.reinterpretAsInts();
      pairs2 = pairs2.add(both2);
      upper2 = upper2.add(both2.lanewise(LSHR, 16));
      IntVector both3 = sum3.reinterpretAsInts();
      pairs3 = pairs3.add(both3);
      upper3 = upper3.add(both3.lanewise(LSHR, 16));
      IntVector both4 = sum4.reinterpretAsInts();
      pairs4 = pairs4.add(both4);
      upper4 = upper4.add(both4.lanewise(LSHR, 16));
      IntVector both5 = sum5.reinterpretAsInts();
      pairs5 = pairs5.add(both5);
      upper5 = upper5.add(both5.lanewise(LSHR, 16));
      IntVector both6 = sum6.reinterpretAsInts();
      pairs6 = pairs6.add(both6);
      upper6 = upper6.add(both6.lanewise(LSHR, 16));
      IntVector both7 = sum7.reinterpretAsInts();
      pairs7 = pairs7.add(both7);
      upper7 = upper7.add(both7.lanewise(LSHR, 16));
    }
    pairs0.intoArray(sums, at + 0 * INT_LANES);
    upper0.intoArray(sums, at + 1 * INT_LANES);
    pairs1.intoArray(sums, at + 2 * INT_LANES);
    upper1.intoArray(sums, at + 3 * INT_LANES);
    pairs2.intoArray(sums, at + 4 * INT_LANES);
    upper2.intoArray(sums, at + 5 * INT_LANES);
    pairs3.intoArray(sums, at + 6 * INT_LANES);
    upper3.intoArray(sums, at + 7 * INT_LANES);
    pairs4.intoArray(sums, at + 8 * INT_LANES);
    upper4.intoArray(sums, at + 9 * INT_LANES);
    pairs5.intoArray(sums, at + 10 * INT_LANES);
    upper5.intoArray(sums, at + 11 * INT_LANES);
    pairs6.intoArray(sums, at + 12 * INT_LANES);
    upper6.intoArray(sums, at + 13 * INT_LANES);
    pairs7.intoArray(sums, at + 14 * INT_LANES);
    upper7.intoArray(sums, at + 15 * INT_LANES);
  }
}
