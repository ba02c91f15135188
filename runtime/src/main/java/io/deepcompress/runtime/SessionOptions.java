package io.deepcompress.runtime;

import java.util.Objects;

/**
 * How a session computes.
 *
 * @param mode of arithmetic
 * @param threads in all, the caller's included; results do not depend on it
 */
public record SessionOptions(Mode mode, int threads) {
  /** Most threads of a session. */
  public static final int MAX_THREADS = 256;

  /** {@link Mode#INT8} on the caller's thread. */
  public static final SessionOptions DEFAULT = new SessionOptions(Mode.INT8, 1);

  /**
   * Checks the fields.
   *
   * @throws IllegalArgumentException if threads are not 1 to {@link #MAX_THREADS}
   */
  public SessionOptions {
    Objects.requireNonNull(mode);
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "threads must be 1 to " + MAX_THREADS + ", not " + threads);
    }
  }

  /** One thread in a mode. */
  public static SessionOptions of(Mode mode) {
    return new SessionOptions(mode, 1);
  }
}
