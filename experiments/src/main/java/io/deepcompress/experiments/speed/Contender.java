package io.deepcompress.experiments.speed;

import io.deepcompress.experiments.measure.TimedRun;

/** Something that can be run again and again on the same input. */
interface Contender {
  /** Runs once. */
  void run() throws Exception;

  /**
   * Times a run.
   *
   * @param untimed runs right before it, at least
   * @param millis that these take, at least
   * @return nanoseconds
   */
  default long nanos(int untimed, int millis) throws Exception {
    return TimedRun.nanos(this::run, untimed, millis);
  }

  /** Gives back what it holds. */
  void finish() throws Exception;
}
