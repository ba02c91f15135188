package io.deepcompress.pipeline.recipe;

/** A recipe that cannot be obeyed; the message is one line that says what, where and what to do. */
public final class RecipeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Describes the fault.
   *
   * @param source name of the recipe or its file
   * @param line where the fault is, from 1
   */
  public RecipeException(String source, int line, String message) {
    super(source + ", line " + line + ": " + message);
  }

  /** A fault of the recipe as a whole. */
  public RecipeException(String message) {
    super(message);
  }
}
