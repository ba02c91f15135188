package io.deepcompress.pipeline.cli;

import static io.deepcompress.pipeline.cli.GlobalOptions.format;

import io.deepcompress.pipeline.Progress;
import io.deepcompress.pipeline.train.TrainingListener;

/** Tells a progress display how training goes: a bar of batches, a line an epoch. */
final class EpochLines implements TrainingListener {
  private final Progress progress;
  private final int epochs;
  private boolean begun;

  EpochLines(Progress progress, int epochs) {
    this.progress = progress;
    this.epochs = epochs;
  }

  @Override
  public void batch(int epoch, long done, long total, double loss) {
    if (!begun) {
      progress.begin("train", total);
      begun = true;
    }
    progress.at(done, format("epoch %d/%d, loss %.4f", epoch, epochs, loss));
  }

  @Override
  public void epoch(EpochResult result) {
    progress.notice(
        format(
            "epoch %d/%d: loss %.4f, validation error %.2f %%, %.1f s",
            result.epoch(),
            epochs,
            result.loss(),
            100 - 100 * result.validation(),
            result.seconds()));
  }
}
