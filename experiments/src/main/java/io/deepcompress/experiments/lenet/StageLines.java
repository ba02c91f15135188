package io.deepcompress.experiments.lenet;

import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.pipeline.Progress;

/** Tells of a compression's stages, a line at most every few seconds. */
final class StageLines implements Progress {
  private static final long PAUSE_NANOS = 5_000_000_000L;

  private final CommonOptions options;
  private String task = "";
  private long steps;
  private long last = System.nanoTime();

  StageLines(CommonOptions options) {
    this.options = options;
  }

  @Override
  public void begin(String name, long count) {
    task = name;
    steps = count;
  }

  @Override
  public void at(long done, String detail) {
    if (System.nanoTime() - last > PAUSE_NANOS) {
      last = System.nanoTime();
      options.progress("%s: %d of %d %s", task, done, steps, detail);
    }
  }

  @Override
  public void notice(String line) {
    options.progress("%s", line);
  }
}
