package io.deepcompress.experiments.speed;

import io.deepcompress.experiments.measure.WarmUp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times contenders in turn, so that whatever else the machine does meets all of them alike. Each
 * time is that of one run right after other runs of the same contender, which leaves the caches and
 * the threads as a loop would.
 */
final class Race {
  private static final int LONGEST_WARM_UP_SECONDS = 8;

  /** After so long a race ends, but not before a few rounds. */
  private static final long LONGEST_NANOS = 15_000_000_000L;

  private static final int LEAST_ROUNDS = 5;

  /** ONNX Runtime's threads go on spinning after a run; the next contender waits for their end. */
  private static final long REST_MILLIS = 50;

  /**
   * Runs before each timed one, and how long they take at least: processors that have slept are
   * slow at first, and a scheduler may leave threads that have slept on one processor until they
   * have been busy for some ten milliseconds.
   */
  private static final int UNTIMED = 5;

  private static final int UNTIMED_MILLIS = 100;

  private final int rounds;

  Race(int rounds) {
    this.rounds = rounds;
  }

  /**
   * Milliseconds of a contender.
   *
   * @param median of all rounds
   * @param low that a tenth of the rounds stayed below
   * @param high that a tenth of the rounds exceeded
   */
  record Times(double median, double low, double high) {
    static Times of(double[] values) {
      Arrays.sort(values);
      int last = values.length - 1;
      return new Times(
          (values[values.length / 2] + values[last / 2]) / 2,
          values[last / 10],
          values[last - last / 10]);
    }
  }

  /** The times of each contender, which finish at the end. */
  List<Times> run(List<Contender> contenders) throws Exception {
    double[][] times = new double[contenders.size()][rounds];
    for (Contender contender : contenders) {
      WarmUp.run(contender::run, LONGEST_WARM_UP_SECONDS);
    }
    long begin = System.nanoTime();
    int done = 0;
    while (done < rounds && (done < LEAST_ROUNDS || System.nanoTime() - begin < LONGEST_NANOS)) {
      for (int i = 0; i < times.length; i++) {
        Thread.sleep(REST_MILLIS);
        times[i][done] = contenders.get(i).nanos(UNTIMED, UNTIMED_MILLIS) * 1e-6;
      }
      done++;
    }
    List<Times> results = new ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      contenders.get(i).finish();
      results.add(Times.of(Arrays.copyOf(times[i], done)));
    }
    return results;
  }
}
