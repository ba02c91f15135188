package io.deepcompress.pipeline.train;

import java.util.stream.IntStream;

/**
 * Cuts a batch into parts that are worked on at the same time: by the fork-join pool that the
 * caller is a thread of, else by the common one.
 */
final class BatchParts {
  private BatchParts() {}

  /** Work on the samples {@code [first, last)}. */
  interface Task {
    void run(int part, int first, int last);
  }

  /** Runs the task on {@code parts} nearly equal ranges of {@code [0, batch)} and waits. */
  static void run(int parts, int batch, Task task) {
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part ->
                task.run(
                    part,
                    (int) ((long) batch * part / parts),
                    (int) ((long) batch * (part + 1) / parts)));
  }
}
