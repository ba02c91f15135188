package io.deepcompress.runtime;

import io.deepcompress.codec.DecodeLimits;
import java.util.Objects;

/**
 * How a model is loaded.
 *
 * @param limits on what the file may take memory for
 * @param mode whose weights are prepared at once; other modes are prepared by their first session
 * @param threads that decode and prepare layers, 1 to {@link SessionOptions#MAX_THREADS}
 */
public record LoadOptions(DecodeLimits limits, Mode mode, int threads) {

  /**
   * {@link Mode#INT8}, with the usual limits and one thread a processor, as far as that is allowed.
   */
  public static final LoadOptions DEFAULT =
      new LoadOptions(
          DecodeLimits.DEFAULT,
          Mode.INT8,
          Math.min(SessionOptions.MAX_THREADS, Runtime.getRuntime().availableProcessors()));

  /**
   * Checks the fields.
   *
   * @throws IllegalArgumentException if there is no thread or too many
   */
  public LoadOptions {
    Objects.requireNonNull(limits);
    Objects.requireNonNull(mode);
    if (threads < 1 || threads > SessionOptions.MAX_THREADS) {
      throw new IllegalArgumentException(
          "threads must be 1 to " + SessionOptions.MAX_THREADS + ", not " + threads);
    }
  }

  /** The same with another mode. */
  public LoadOptions withMode(Mode other) {
    return new LoadOptions(limits, other, threads);
  }

  /** The same with another number of threads. */
  public LoadOptions withThreads(int count) {
    return new LoadOptions(limits, mode, count);
  }
}
