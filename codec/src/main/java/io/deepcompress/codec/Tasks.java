package io.deepcompress.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs tasks on a number of threads and gives their results in the tasks' order. */
final class Tasks {
  private Tasks() {}

  /** Something that may find a file invalid. */
  @FunctionalInterface
  interface Task<T> {
    T run() throws ModelFormatException;
  }

  /** The results, or the failure of the first task that fails, whatever the number of threads. */
  static <T> List<T> run(List<Task<T>> tasks, int threads) throws ModelFormatException {
    List<T> results = new ArrayList<>(tasks.size());
    if (threads == 1 || tasks.size() < 2) {
      for (Task<T> task : tasks) {
        results.add(task.run());
      }
      return results;
    }
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, tasks.size()));
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Task<T> task : tasks) {
        futures.add(pool.submit(task::run));
      }
      for (Future<T> future : futures) {
        results.add(result(future));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  private static <T> T result(Future<T> future) throws ModelFormatException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while coding tensors", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ModelFormatException invalid) {
        throw invalid;
      } else if (e.getCause() instanceof RuntimeException unexpected) {
        throw unexpected;
      } else if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
