package io.deepcompress.experiments.speed;

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
    long begin = System.nanoTime();
    for (int i = 0; i < untimed || System.nanoTime() - begin < 1_000_000L * millis; i++) {
      run();
    }
    long start = System.nanoTime();
    run();
    return System.nanoTime() - start;
  }

  /** Gives back what it holds. */
  void finish() throws Exception;
}
