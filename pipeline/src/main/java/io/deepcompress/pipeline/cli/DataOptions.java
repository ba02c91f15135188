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

  /** Whether the samples have a shape of their own, rather than the one that is asked for. */
  boolean hasOwnShape() {
    return !parsed().takesShape();
  }

  /** Opens a data set whose samples have a shape of their own. */
  Dataset open() throws IOException {
    return Datasets.open(parsed(), options());
  }

  /**
   * Opens the data set for pictures of a shape.
   *
   * @throws CommandException if its samples have another shape
   */
  Dataset open(ImageShape shape) throws IOException {
    return hasOwnShape()
        ? requireShape(open(), shape)
        : Datasets.open(parsed(), options().withImageShape(shape));
  }

  /** Gives the data set back if its samples have as many values as the network takes. */
  Dataset requireShape(Dataset dataset, ImageShape shape) {
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

  private DatasetOptions options() {
    DatasetOptions options = DatasetOptions.defaults().withImageFit(fit);
    return folder == null ? options : options.withDataDir(folder);
  }
}
