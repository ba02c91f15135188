package io.deepcompress.datasets;

import java.io.IOException;

/**
 * A data set that cannot be found, fetched or read. The message is one line that names the file and
 * says what is wrong with it or what to do about it.
 */
public final class DatasetException extends IOException {
  /** Creates the exception with its one-line message. */
  public DatasetException(String message) {
    super(message);
  }

  /** Creates the exception with its one-line message and what led to it. */
  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
