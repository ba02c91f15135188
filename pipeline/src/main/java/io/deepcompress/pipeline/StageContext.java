package io.deepcompress.pipeline;

import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.Split;
import io.deepcompress.pipeline.importer.ImportedModel;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * What stages work with besides the model.
 *
 * @param source the network as imported; training stages restore its graph and use it as teacher.
 *     Empty where the model did not come from a DL4J file
 * @param data to learn, calibrate and validate with; its test samples are not for stages
 * @param seed of everything random
 * @param threads most threads to use, at least 1
 * @param progress is told how it goes
 * @param cancelled asked often; once true, stages end with a {@link CancellationException}
 */
public record StageContext(
    Optional<ImportedModel> source,
    Optional<StageData> data,
    long seed,
    int threads,
    Progress progress,
    BooleanSupplier cancelled) {

  /** Checks the fields. */
  public StageContext {
    Objects.requireNonNull(source);
    Objects.requireNonNull(data);
    Objects.requireNonNull(progress);
    Objects.requireNonNull(cancelled);
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads");
    }
  }

  /** Neither source nor data, one thread. */
  public static StageContext plain(long seed) {
    return new StageContext(
        Optional.empty(), Optional.empty(), seed, 1, Progress.NONE, () -> false);
  }

  /** The same with another seed. */
  public StageContext withSeed(long other) {
    return new StageContext(source, data, other, threads, progress, cancelled);
  }

  /**
   * Ends the stage if that was asked for.
   *
   * @throws CancellationException if so
   */
  public void checkCancelled() {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("cancelled");
    }
  }

  /** A data set cut into what stages learn from and what they check themselves with. */
  public record StageData(Dataset dataset, Split training, Split validation) {

    /** At most this many training samples are held out. */
    private static final int MOST_HELD_OUT = 5_000;

    /** Holds the last twelfth of the training samples out, at most 5,000. */
    public static StageData of(Dataset dataset) {
      int size = dataset.training().size();
      int held = Math.min(MOST_HELD_OUT, size / 12);
      return new StageData(
          dataset,
          dataset.training().slice(0, size - held),
          dataset.training().slice(size - held, size));
    }
  }
}
