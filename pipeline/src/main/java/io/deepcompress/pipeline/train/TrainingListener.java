package io.deepcompress.pipeline.train;

/** Is told how training goes on; called from the thread that trains. */
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * A step was made.
   *
   * @param epoch from 1
   * @param done batches done, over all epochs
   * @param total batches of the whole run
   * @param loss mean over the batches of this epoch so far
   */
  default void batch(int epoch, long done, long total, double loss) {}

  /** An epoch ended and was validated. */
  default void epoch(EpochResult result) {}

  /**
   * One pass over the data.
   *
   * @param epoch from 1
   * @param loss mean over its batches
   * @param validation what the validation function returned, NaN without one
   * @param seconds it took, validation included
   */
  record EpochResult(int epoch, double loss, double validation, double seconds) {}
}
