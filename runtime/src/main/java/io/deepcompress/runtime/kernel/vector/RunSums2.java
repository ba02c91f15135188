package io.deepcompress.runtime.kernel.vector;

import static jdk.incubator.vector.VectorOperators.B2S;
import static jdk.incubator.vector.VectorOperators.LSHR;

import io.deepcompress.runtime.kernel.ChunkedRuns;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/** 2 vectors at a time. */
final class RunSums2 extends RunSums {
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
    for (int chunk = runs.start(filter, block); chunk < end; chunk += length) {
      ShortVector sum0 = ShortVector.broadcast(SHORTS, (short) BIAS);
      ShortVector sum1 = sum0;
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
      }
      IntVector both0 = sum0.reinterpretAsInts();
      pairs0 = pairs0.add(both0);
      upper0 = upper0.add(both0.lanewise(LSHR, 16));
      IntVector both1 = sum1.reinterpretAsInts();
      pairs1 = pairs1.add(both1);
      upper1 = upper1.add(both1.lanewise(LSHR, 16));
    }
    pairs0.intoArray(sums, at + 0 * INT_LANES);
    upper0.intoArray(sums, at + 1 * INT_LANES);
    pairs1.intoArray(sums, at + 2 * INT_LANES);
    upper1.intoArray(sums, at + 3 * INT_LANES);
  }
}
