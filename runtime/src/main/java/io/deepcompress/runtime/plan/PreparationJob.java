package io.deepcompress.runtime.plan;

import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.runtime.execution.Workers;
import java.util.ArrayList;
import java.util.List;

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

  /** Others than the first thread leave jobs larger than this part of the largest to the end. */
  private static final int SMALL = 8;

  /**
   * Runs all, the largest first. Each thread has one buffer for all of its jobs; only one thread
   * begins with the largest ones, so that most buffers are small, and so that in a fresh JVM they
   * do not run the same slow code at the same time.
   */
  static void runAll(List<PreparationJob> jobs, int threads) throws ModelFormatException {
    if (jobs.isEmpty()) {
      return;
    }
    List<PreparationJob> sorted = new ArrayList<>(jobs);
    sorted.sort((a, b) -> Integer.compare(b.codes(), a.codes()));
    int small = sorted.get(0).codes() / SMALL;
    ModelFormatException[] invalid = new ModelFormatException[1];
    try (Workers workers = new Workers(Math.min(threads, jobs.size()))) {
      workers.run(
          (piece, worker, frame) -> {
            try {
              take(sorted, piece == 0 ? Integer.MAX_VALUE : small);
            } catch (ModelFormatException e) {
              invalid[0] = e;
            }
          },
          workers.count(),
          null);
    }
    if (invalid[0] != null) {
      throw invalid[0];
    }
  }

  private static void take(List<PreparationJob> jobs, int most) throws ModelFormatException {
    byte[] buffer = new byte[0];
    for (PreparationJob job = next(jobs, most); job != null; job = next(jobs, most)) {
      if (buffer.length < job.codes()) {
        buffer = new byte[job.codes()];
      }
      job.work().run(buffer);
    }
  }

  /** Removes the first job of at most so many codes, or else the first. */
  private static PreparationJob next(List<PreparationJob> jobs, int most) {
    synchronized (jobs) {
      for (int i = 0; i < jobs.size(); i++) {
        if (jobs.get(i).codes() <= most) {
          return jobs.remove(i);
        }
      }
      return jobs.isEmpty() ? null : jobs.remove(0);
    }
  }
}
