package io.deepcompress.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void everyPieceRunsOnceOnAWorkerThatExists(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int round = 0; round < 300; round++) {
        int pieces = round % 67;
        AtomicIntegerArray runs = new AtomicIntegerArray(pieces);
        AtomicBoolean outside = new AtomicBoolean();

        workers.run(
            (number, worker, frame) -> {
              runs.incrementAndGet(number);
              if (worker < 0 || worker >= threads) {
                outside.set(true);
              }
            },
            pieces,
            null);

        for (int i = 0; i < pieces; i++) {
          assertThat(runs.get(i)).as("piece %d of %d", i, pieces).isEqualTo(1);
        }
        assertThat(outside).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4, 7})
  void theShareOfAWorkerThatIsHeldUpIsTakenByTheOther(int held) {
    try (Workers workers = new Workers(2)) {
      CountDownLatch others = new CountDownLatch(7);
      AtomicBoolean inTime = new AtomicBoolean();
      workers.run(
          (number, worker, frame) -> {
            if (number == held) {
              inTime.set(await(others));
            } else {
              others.countDown();
            }
          },
          8,
          null);
      assertThat(inTime).isTrue();
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void aFailureOfAnyThreadReachesTheCallerAndTheNextCallWorks() {
    try (Workers workers = new Workers(2)) {
      for (int failing = 0; failing < 8; failing++) {
        int number = failing;
        CountDownLatch both = new CountDownLatch(2);
        Piece work =
            (piece, worker, frame) -> {
              // The first piece of each share: so both threads take part.
              if (piece % 4 == 0) {
                both.countDown();
                await(both);
              }
              if (piece == number) {
                throw new IllegalArgumentException("piece " + piece);
              }
            };
        assertThatThrownBy(() -> workers.run(work, 8, null))
            .satisfiesAnyOf(
                thrown -> assertThat(thrown).hasMessage("piece " + number),
                thrown -> assertThat(thrown).cause().hasMessage("piece " + number));

        AtomicIntegerArray runs = new AtomicIntegerArray(8);
        workers.run((piece, worker, frame) -> runs.incrementAndGet(piece), 8, null);
        assertThat(runs).hasToString("[1, 1, 1, 1, 1, 1, 1, 1]");
      }
    }
  }

  /** Of two failures in one call the caller's own is thrown; the other is not kept for the next. */
  @Test
  void aFailureIsReportedOnce() {
    try (Workers workers = new Workers(2)) {
      for (int round = 0; round < 50; round++) {
        CountDownLatch both = new CountDownLatch(2);
        Piece failing =
            (piece, worker, frame) -> {
              both.countDown();
              await(both);
              throw new IllegalArgumentException("worker " + worker);
            };
        assertThatThrownBy(() -> workers.run(failing, 2, null)).hasMessage("worker 0");

        AtomicIntegerArray runs = new AtomicIntegerArray(2);
        workers.run((piece, worker, frame) -> runs.incrementAndGet(piece), 2, null);
        assertThat(runs).hasToString("[1, 1]");
      }
    }
  }
}
