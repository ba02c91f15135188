package io.deepcompress.runtime.plan;

import io.deepcompress.codec.ModelFormatException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Preparation of one layer's weights.
 *
 * @param codes bytes of buffer that it needs for decoded codes
 * @param work what to do with the buffer
 */
record PreparationJob(int codes, Work work) {

  /** The work itself. */
  @FunctionalInterface
  interface Work {
    void run(byte[] codes) throws ModelFormatException;
  }

  /** Runs all, the largest first; each thread has one buffer for all of its jobs. */
  static void runAll(List<PreparationJob> jobs, int threads) throws ModelFormatException {
    List<PreparationJob> sorted = new ArrayList<>(jobs);
    sorted.sort(Comparator.comparingInt(PreparationJob::codes).reversed());
    AtomicInteger next = new AtomicInteger();
    int count = Math.min(threads, jobs.size());
    if (count <= 1) {
      take(sorted, next);
      return;
    }
    ExecutorService pool = Executors.newFixedThreadPool(count);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        futures.add(
            pool.submit(
                () -> {
                  take(sorted, next);
                  return null;
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ModelFormatException invalid) {
        throw invalid;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a model was prepared", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private static void take(List<PreparationJob> jobs, AtomicInteger next)
      throws ModelFormatException {
    byte[] buffer = new byte[0];
    for (int i = next.getAndIncrement(); i < jobs.size(); i = next.getAndIncrement()) {
      PreparationJob job = jobs.get(i);
      if (buffer.length < job.codes()) {
        buffer = new byte[job.codes()];
      }
      job.work().run(buffer);
    }
  }
}
