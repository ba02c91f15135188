package io.deepcompress.experiments;

/** Ends an experiment with one line that says what is wrong and what to do about it. */
public final class ExperimentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with a message for the user. */
  public ExperimentException(String message) {
    super(message);
  }
}
