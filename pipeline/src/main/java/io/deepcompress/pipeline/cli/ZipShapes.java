package io.deepcompress.pipeline.cli;

import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.ImageShape;
import io.deepcompress.pipeline.importer.ImportException;
import io.deepcompress.pipeline.importer.ImportOptions;
import io.deepcompress.pipeline.importer.ModelImporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What shape a zip's input has: DL4J's zips often leave it to the data. */
final class ZipShapes {
  private ZipShapes() {}

  /** The same options with the data set's shape, where the zip can be imported for it. */
  static ImportOptions fitted(Path zip, ImportOptions options, Dataset dataset) throws IOException {
    ImageShape image = dataset.shape();
    ImportOptions fitted =
        new ImportOptions(
            List.of(Shape.of(image.channels(), image.height(), image.width())), options.limits());
    try {
      ModelImporter.readNetwork(zip, fitted);
      return fitted;
    } catch (ImportException e) {
      // The zip says itself what it takes, or is faulty, which shows when it is read.
      return options;
    }
  }

  /** Pictures that a zip's first input takes. */
  static ImageShape images(Path zip, ImportOptions options) throws IOException {
    return Images.shape(zip, network(zip, options).inputs().get(0).shape());
  }

  /** A zip's network without its weights. */
  static Network network(Path zip, ImportOptions options) throws IOException {
    try {
      return ModelImporter.readNetwork(zip, options);
    } catch (ImportException e) {
      throw ModelFile.unreadable(zip, e);
    }
  }
}
