package io.deepcompress.pipeline;

import java.io.IOException;

/** A data set that does not fit the network; the message is one line. */
public final class IncompatibleDataException extends IOException {
  private static final long serialVersionUID = 1L;

  IncompatibleDataException(String message) {
    super(message);
  }
}
