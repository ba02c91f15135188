package io.deepcompress.pipeline.exporter;

import java.io.IOException;

/** A network that has no counterpart in Deeplearning4j; the message names the node and why. */
public final class ExportException extends IOException {
  ExportException(String message) {
    super(message);
  }
}
