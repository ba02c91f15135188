package io.deepcompress.experiments.speed;

/** Something that can be run again and again on the same input. */
interface Contender {
  /** Runs once. */
  void run() throws Exception;

  /**
   * Times a run.
   *
   * @param untimed runs right before it
   * @return nanoseconds
   */
  default long nanos(int untimed) throws Exception {
    for (int i = 0; i < untimed; i++) {
      run();
    }
    long start = System.nanoTime();
    run();
    return System.nanoTime() - start;
  }

  /** Gives back what it holds. */
  void finish() throws Exception;
}
