package io.deepcompress.experiments.measure;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/** Runs something until the JIT is done with it. */
public final class WarmUp {
  private static final int LEAST_RUNS = 3;
  private static final long LEAST_NANOS = 800_000_000L;

  /** Done is a JIT that has finished nothing for so long. */
  private static final long CALM_NANOS = 700_000_000L;

  private WarmUp() {}

  /**
   * Runs until the JIT is calm, but not for ever.
   *
   * @param seconds after which it ends all the same
   */
  public static <E extends Exception> void run(TimedRun.Run<E> run, int seconds) throws E {
    CompilationMXBean jit = ManagementFactory.getCompilationMXBean();
    long start = System.nanoTime();
    long compiling = jit.getTotalCompilationTime();
    long changed = start;
    for (int i = 1; ; i++) {
      run.run();
      long now = System.nanoTime();
      if (jit.getTotalCompilationTime() != compiling) {
        compiling = jit.getTotalCompilationTime();
        changed = now;
      }
      boolean calm = now - start >= LEAST_NANOS && now - changed >= CALM_NANOS;
      if (i >= LEAST_RUNS && calm || now - start >= 1_000_000_000L * seconds) {
        return;
      }
    }
  }
}
