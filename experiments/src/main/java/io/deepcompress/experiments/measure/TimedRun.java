package io.deepcompress.experiments.measure;

/** Times one run right after others, as a loop would have it. */
public final class TimedRun {
  private TimedRun() {}

  /** What is timed. */
  @FunctionalInterface
  public interface Run<E extends Exception> {
    /** Runs once. */
    void run() throws E;
  }

  /**
   * Times a run.
   *
   * @param untimed runs right before it, at least
   * @param millis that these take, at least
   * @return nanoseconds
   */
  public static <E extends Exception> long nanos(Run<E> run, int untimed, int millis) throws E {
    long begin = System.nanoTime();
    for (int i = 0; i < untimed || System.nanoTime() - begin < 1_000_000L * millis; i++) {
      run.run();
    }
    long start = System.nanoTime();
    run.run();
    return System.nanoTime() - start;
  }
}
