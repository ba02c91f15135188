package io.deepcompress.pipeline.train;

import java.util.stream.IntStream;

/** Cuts a batch into parts that the common pool works on at the same time. */
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
