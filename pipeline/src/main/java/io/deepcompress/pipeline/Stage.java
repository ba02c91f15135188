package io.deepcompress.pipeline;

import java.io.IOException;

/** A step of the way from trained network to file: takes the model and leaves it changed. */
public interface Stage {
  /** The stage's word, with its round where there are several, for instance {@code prune 2/4}. */
  String name();

  /** Whether the stage can do nothing without data. */
  default boolean needsData() {
    return false;
  }

  /** Whether the stage learns from labelled data. */
  default boolean trains() {
    return false;
  }

  /**
   * Checks what can be checked before any work is done.
   *
   * @throws io.deepcompress.pipeline.recipe.RecipeException if a setting does not fit the network
   */
  default void check(WorkingModel model) {}

  /**
   * Changes the model. The same model, context and seed give the same result, whatever the number
   * of threads.
   *
   * @return a note on what was done for the report, one line; may be empty
   * @throws java.util.concurrent.CancellationException if the context was cancelled; the model is
   *     then in no defined state
   */
  String run(WorkingModel model, StageContext context) throws IOException;
}
