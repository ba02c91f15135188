package io.deepcompress.pipeline;

import java.io.IOException;

/** Data that the network cannot be trained or scored with; the message is one line. */
public final class IncompatibleDataException extends IOException {
  private static final long serialVersionUID = 1L;

  IncompatibleDataException(String message) {
    super(message);
  }

  IncompatibleDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
