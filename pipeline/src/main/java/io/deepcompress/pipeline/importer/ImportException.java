package io.deepcompress.pipeline.importer;

import java.io.IOException;

/** A model file that cannot be imported; the message is one line that says what, where and why. */
public final class ImportException extends IOException {

  /** What is wrong, so that a caller can choose an exit code. */
  public enum Kind {
    /** There is no such file, or it is a directory. */
    NOT_FOUND,
    /** The file is empty, not a zip, or cut short. */
    NOT_A_ZIP,
    /**
     * The zip is dangerous: paths that leave it, duplicates, or more data than the limits allow.
     */
    UNSAFE,
    /** A zip, but not one that Deeplearning4j's ModelSerializer writes. */
    NOT_A_MODEL,
    /** Entries contradict each other or cannot be decoded. */
    CORRUPT,
    /** A layer or option that cannot be imported. */
    UNSUPPORTED,
    /** A weight, or what a layer gives for a training sample, is NaN or infinite. */
    NOT_FINITE,
    /** The file does not say how large an input is, and the caller did not either. */
    UNKNOWN_SHAPE
  }

  private final Kind kind;

  /**
   * Refuses a file.
   *
   * @param message what is wrong, where, and what to do about it
   */
  public ImportException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  ImportException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }
}
