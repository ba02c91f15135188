package io.deepcompress.experiments.speed;

import java.util.Arrays;
import java.util.List;

/**
 * Times contenders in turn, so that whatever else the machine does meets all of them alike. Each
 * time is that of one run right after another run of the same contender, which leaves the caches as
 * a loop would.
 */
final class Race {
  private static final int WARM_UP = 200;
  private static final long WARM_UP_NANOS = 1_500_000_000L;

  private final int rounds;

  Race(int rounds) {
    this.rounds = rounds;
  }

  /** Median milliseconds of each contender, which finish at the end. */
  double[] medians(List<Contender> contenders) throws Exception {
    double[][] times = new double[contenders.size()][rounds];
    for (Contender contender : contenders) {
      long start = System.nanoTime();
      for (int i = 0; i < WARM_UP && System.nanoTime() - start < WARM_UP_NANOS; i++) {
        contender.run();
      }
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < times.length; i++) {
        contenders.get(i).run();
        long start = System.nanoTime();
        contenders.get(i).run();
        times[i][round] = (System.nanoTime() - start) * 1e-6;
      }
    }
    for (Contender contender : contenders) {
      contender.finish();
    }
    return Arrays.stream(times).mapToDouble(Race::median).toArray();
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return (values[values.length / 2] + values[(values.length - 1) / 2]) / 2;
  }
}
