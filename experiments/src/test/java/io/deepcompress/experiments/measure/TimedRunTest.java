package io.deepcompress.experiments.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TimedRunTest {
  @Test
  void runsOftenEnoughBeforeTheTimedOne() {
    AtomicInteger runs = new AtomicInteger();
    assertThat(TimedRun.nanos(runs::incrementAndGet, 5, 0)).isNotNegative();
    assertThat(runs).hasValue(6);
  }

  @Test
  void runsLongEnoughBeforeTheTimedOne() {
    AtomicInteger runs = new AtomicInteger();
    long begin = System.nanoTime();
    TimedRun.nanos(runs::incrementAndGet, 1, 10);
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(10_000_000);
    assertThat(runs).hasValueGreaterThan(2);
  }
}
