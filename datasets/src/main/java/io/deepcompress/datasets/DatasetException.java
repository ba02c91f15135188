package io.deepcompress.datasets;

import java.io.IOException;

/**
 * A data set that cannot be found, fetched or read. The message is one line that names the file and
 * says what is wrong with it or what to do about it.
 */
public final class DatasetException extends IOException {
  private final boolean missing;

  /** Creates the exception with its one-line message. */
  public DatasetException(String message) {
    this(message, null);
  }

  /** Creates the exception with its one-line message and what led to it. */
  public DatasetException(String message, Throwable cause) {
    this(message, cause, false);
  }

  private DatasetException(String message, Throwable cause, boolean missing) {
    super(message, cause);
    this.missing = missing;
  }

  /** An exception for data that is not there, cannot be fetched or may not be read. */
  static DatasetException missing(String message, Throwable cause) {
    return new DatasetException(message, cause, true);
  }

  /**
   * Whether the data is not there, cannot be fetched or may not be read; else it was read, and is
   * damaged or of a kind that is not supported.
   */
  public boolean isMissing() {
    return missing;
  }
}
