package io.deepcompress.runtime.kernel.vector;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/** 6 vectors at a time. */
final class RunSums6 extends RunSums {
  private static final int INT_LANES = INTS.length();

  @Override
  void add(
      byte[] x,
      int base,
      int[] offsets,
      ChunkedRuns runs,
      int filter,
      int block,
      int[] sums,
      int at) {
    char[] taps = runs.taps();
    byte[] weights = runs.weights();
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
    for (int chunk = runs.start(filter, block); chunk < end; chunk += length) {
      ShortVector sum0 = ShortVector.broadcast(SHORTS, (short) BIAS);
      ShortVector sum1 = sum0;
      ShortVector sum2 = sum0;
      ShortVector sum3 = sum0;
      ShortVector sum4 = sum0;
      ShortVector sum5 = sum0;
      for (int i = chunk; i < chunk + length; i++) {
        int from = base + offsets[taps[i]];
        ShortVector weight = ShortVector.broadcast(SHORTS, (short) weights[i]);
        sum0 = sum0.add(load(x, from).mul(weight));
        sum1 = sum1.add(load(x, from + LANES).mul(weight));
        sum2 = sum2.add(load(x, from + 2 * LANES).mul(weight));
        sum3 = sum3.add(load(x, from + 3 * LANES).mul(weight));
        sum4 = sum4.add(load(x, from + 4 * LANES).mul(weight));
        sum5 = sum5.add(load(x, from + 5 * LANES).mul(weight));
      }
      pairs0 = pairs0.add(sum0.reinterpretAsInts());
      upper0 = upper0.add(upper(sum0.reinterpretAsInts()));
      pairs1 = pairs1.add(sum1.reinterpretAsInts());
      upper1 = upper1.add(upper(sum1.reinterpretAsInts()));
      pairs2 = pairs2.add(sum2.reinterpretAsInts());
      upper2 = upper2.add(upper(sum2.reinterpretAsInts()));
      pairs3 = pairs3.add(sum3.reinterpretAsInts());
      upper3 = upper3.add(upper(sum3.reinterpretAsInts()));
      pairs4 = pairs4.add(sum4.reinterpretAsInts());
      upper4 = upper4.add(upper(sum4.reinterpretAsInts()));
      pairs5 = pairs5.add(sum5.reinterpretAsInts());
      upper5 = upper5.add(upper(sum5.reinterpretAsInts()));
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
  }
}
