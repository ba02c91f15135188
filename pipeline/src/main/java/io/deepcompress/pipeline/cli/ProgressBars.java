package io.deepcompress.pipeline.cli;

import io.deepcompress.pipeline.Progress;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows progress on standard error: a bar with the time left where that is a terminal, nothing but
 * notices where it is not, and nothing at all when quiet.
 */
final class ProgressBars implements Progress, AutoCloseable {
  /** Steps shorter than this show no bar. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final PrintWriter err;
  private final boolean quiet;
  private final boolean bars;
  private String task;
  private long steps;
  private long started;
  private ProgressBar bar;

  ProgressBars(PrintWriter err, boolean quiet) {
    this.err = err;
    this.quiet = quiet;
    this.bars = !quiet && Terminal.showsStandardError();
  }

  @Override
  public void begin(String name, long count) {
    end();
    task = name;
    steps = count;
    started = System.nanoTime();
  }

  @Override
  public void at(long done, String detail) {
    if (!bars || task == null) {
      return;
    }
    if (bar == null && System.nanoTime() - started > PATIENCE.toNanos()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(steps > 0 ? steps : -1)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(250)
              .clearDisplayOnFinish()
              .startsFrom(done, Duration.ofNanos(System.nanoTime() - started))
              .setConsumer(new me.tongfei.progressbar.ConsoleProgressBarConsumer(stream()))
              .build();
    }
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(" " + detail);
    }
  }

  /** The bar rewrites its line, which needs the stream itself. */
  private static PrintStream stream() {
    return System.err;
  }

  @Override
  public void end() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
    task = null;
  }

  @Override
  public void notice(String line) {
    if (!quiet) {
      if (bar != null) {
        bar.close();
        bar = null;
        started = System.nanoTime();
      }
      err.println(line);
      err.flush();
    }
  }

  @Override
  public void close() {
    end();
  }
}
