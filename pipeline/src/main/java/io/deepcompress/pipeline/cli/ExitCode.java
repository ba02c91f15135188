package io.deepcompress.pipeline.cli;

/** Exit codes of the command line. */
final class ExitCode {
  /** Done. */
  static final int DONE = 0;

  /** Input, output or internal trouble. */
  static final int FAILURE = 1;

  /** Wrong options. */
  static final int USAGE = 2;

  /** Corrupt or unsupported input. */
  static final int BAD_INPUT = 3;

  /** The accuracy or size asked for was not reached. */
  static final int NOT_REACHED = 4;

  /** Interrupted by the user. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
