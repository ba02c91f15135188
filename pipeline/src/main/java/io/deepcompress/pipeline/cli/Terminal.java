package io.deepcompress.pipeline.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether standard error is shown to a person. */
final class Terminal {
  /** Set for a child JVM whose standard error is relayed. */
  static final String OVERRIDE = "DEEPCOMPRESS_TERMINAL";

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /**
   * True if standard error is a terminal. Where the system does not say which stream is one, the
   * console's presence decides: it is there when input and output are terminals.
   */
  static boolean showsStandardError() {
    String override = System.getenv(OVERRIDE);
    if (override != null) {
      return Boolean.parseBoolean(override);
    }
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }
}
