package io.deepcompress.pipeline.cli;

import io.deepcompress.runtime.Mode;
import java.util.Locale;

/** Names of modes as users type them. */
final class Modes {
  private Modes() {}

  static String name(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
