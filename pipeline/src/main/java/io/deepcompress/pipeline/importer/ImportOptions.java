package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.network.Shape;
import java.util.List;

/**
 * What a caller can say about an import.
 *
 * @param inputShapes shape of one sample for each input in order, for instance {@code 3x224x224};
 *     or empty to take what the file says or implies
 * @param limits of the zip
 */
public record ImportOptions(List<Shape> inputShapes, ZipLimits limits) {

  /** Shapes from the file, default limits. */
  public static final ImportOptions DEFAULT = new ImportOptions(List.of(), ZipLimits.DEFAULT);

  /** Copies the list. */
  public ImportOptions {
    inputShapes = List.copyOf(inputShapes);
  }

  /** Default limits and the given shapes. */
  public static ImportOptions ofShapes(Shape... inputShapes) {
    return new ImportOptions(List.of(inputShapes), ZipLimits.DEFAULT);
  }
}
