package io.deepcompress.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Runs independent pieces of work on a few threads. */
public final class Parallel {
  private Parallel() {}

  /**
   * Runs the work for {@code 0..count-1}, every number once, in order of start.
   *
   * @throws RuntimeException the first that a piece threw, by number
   */
  public static void each(int count, int threads, IntConsumer work) {
    if (threads <= 1 || count <= 1) {
      for (int i = 0; i < count; i++) {
        work.accept(i);
      }
      return;
    }
    ExecutorService executor = Executors.newFixedThreadPool(Math.min(threads, count));
    try {
      List<Future<?>> pieces = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int piece = i;
        pieces.add(executor.submit(() -> work.accept(piece)));
      }
      for (Future<?> piece : pieces) {
        piece.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      executor.shutdownNow();
    }
  }
}
