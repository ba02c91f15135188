package io.deepcompress.pipeline.cli;

import io.deepcompress.runtime.SessionOptions;

/** What {@code --threads} may be. */
final class ThreadCount {
  private ThreadCount() {}

  /**
   * Refuses what a session would.
   *
   * @throws CommandException as a mistake in the command line
   */
  static void require(int threads) throws CommandException {
    if (threads < 1 || threads > SessionOptions.MAX_THREADS) {
      throw new CommandException(
          ExitCode.USAGE,
          "--threads must be in 1.." + SessionOptions.MAX_THREADS + ", not " + threads);
    }
  }
}
