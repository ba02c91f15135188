package io.deepcompress.pipeline.cli;

import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.DatasetOptions;
import io.deepcompress.datasets.DatasetSpec;
import io.deepcompress.datasets.Datasets;
import io.deepcompress.datasets.ImageFit;
import io.deepcompress.datasets.ImageShape;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where samples come from. */
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "SPEC",
      description =
          "Data set: mnist, fashion-mnist, cifar10, digits[:N] (generated), idx:DIR, images:DIR.")
  String spec;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where named data sets lie (else DEEPCOMPRESS_DATA, the cache, a download).")
  Path folder;

  @Option(
      names = "--fit",
      paramLabel = "FIT",
      description = "How pictures are brought to size: standard (default), crop, fill, stretch.")
  ImageFit fit = ImageFit.STANDARD;

  boolean given() {
    return spec != null;
  }

  /** Checks the option's form, so that a wrong one is a usage error before any work. */
  DatasetSpec parsed() {
    try {
      return DatasetSpec.parse(spec);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCode.USAGE, "--data: " + e.getMessage(), e);
    }
  }

  /**
   * Opens the data set for pictures of a shape.
   *
   * @throws CommandException if its samples have another shape
   */
  Dataset open(ImageShape shape) throws IOException {
    DatasetSpec parsed = parsed();
    DatasetOptions options = DatasetOptions.defaults().withImageFit(fit);
    if (folder != null) {
      options = options.withDataDir(folder);
    }
    if (parsed.takesShape()) {
      options = options.withImageShape(shape);
    }
    Dataset dataset = Datasets.open(parsed, options);
    if (dataset.shape().length() != shape.length()) {
      throw new CommandException(
          ExitCode.USAGE,
          "--data "
              + spec
              + " has samples of "
              + dataset.shape()
              + ", and the network takes "
              + shape);
    }
    return dataset;
  }
}
