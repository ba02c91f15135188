package io.deepcompress.pipeline;

import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.datasets.Split;
import io.deepcompress.pipeline.StageContext.StageData;
import io.deepcompress.pipeline.importer.ImportOptions;
import io.deepcompress.pipeline.importer.ImportedModel;
import io.deepcompress.pipeline.importer.ModelImporter;
import io.deepcompress.pipeline.importer.ZipLimits;
import io.deepcompress.pipeline.report.CompressionReport.AccuracyPair;
import io.deepcompress.runtime.Mode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What models are worth on training samples that nothing has learnt from. */
public final class HeldOut {
  /** Samples are left out where all of them would take more multiplications. */
  private static final long BUDGET = 50_000_000_000L;

  private HeldOut() {}

  /** The samples that candidates are compared on: all that are held out, or the first of them. */
  public static Split samples(Network network, StageData data) {
    return affordable(network, data.validation(), BUDGET);
  }

  /** The first samples that take at most so many multiplications. */
  static Split affordable(Network network, Split held, long budget) {
    return held.head(
        (int) Math.min(held.size(), budget / Math.max(1, Multiplications.of(network))));
  }

  /**
   * Fraction of samples that the original classifies right, in float. It is read from its file
   * again: stages work on the arrays of what was imported.
   *
   * @param model whose preprocessing goes before it
   */
  public static double original(
      ImportedModel imported, WorkingModel model, Split samples, Evaluator evaluator)
      throws IOException {
    List<Shape> shapes = imported.network().inputs().stream().map(Input::shape).toList();
    WorkingModel original =
        WorkingModel.of(
            ModelImporter.read(imported.source(), new ImportOptions(shapes, ZipLimits.DEFAULT)));
    original.setPreprocessing(model.preprocessing());
    return evaluator.score(original.toCompressedModel(), Mode.FLOAT, samples).top1();
  }

  /** Original in float and compressed model in INT8; empty where nothing is held out. */
  static Optional<AccuracyPair> score(
      ImportedModel imported, WorkingModel compressed, StageData data, Evaluator evaluator)
      throws IOException {
    Split samples = samples(imported.network(), data);
    if (samples.size() == 0 || !samples.labelled()) {
      return Optional.empty();
    }
    return Optional.of(
        new AccuracyPair(
            data.dataset().name(),
            samples.size(),
            original(imported, compressed, samples, evaluator),
            evaluator.score(compressed.toCompressedModel(), Mode.INT8, samples).top1()));
  }
}
