package io.deepcompress.datasets;

import java.nio.file.Path;

/** Opens data sets by their specification; see {@link DatasetSpec} for what can be written. */
public final class Datasets {
  private Datasets() {}

  /**
   * Opens a data set, downloading it if need be.
   *
   * @param spec for example {@code mnist} or {@code images:photos}
   * @throws IllegalArgumentException if the text is no specification
   * @throws DatasetException if the data cannot be found, fetched or read
   */
  public static Dataset open(String spec, DatasetOptions options) throws DatasetException {
    return open(DatasetSpec.parse(spec), options);
  }

  /**
   * Opens a data set, downloading it if need be. Named sets are looked for in the options' folder
   * and in that of {@code DEEPCOMPRESS_DATA} (there in a sub-folder of the set's name, then in the
   * folder itself), then in the user's cache; then they are downloaded into the cache, each file
   * checked against its SHA-256. Files that are found are accepted if what they hold is right,
   * however they were packed.
   *
   * @throws DatasetException if the data cannot be found, fetched or read
   */
  public static Dataset open(DatasetSpec spec, DatasetOptions options) throws DatasetException {
    String name = spec.toString();
    return switch (spec.kind()) {
      case "digits" -> {
        int training = spec.digits();
        yield Digits.generate(name, training, training / 5, Digits.DEFAULT_SEED);
      }
      case "idx" -> IdxFolder.read(spec.folder(), name);
      case "images" -> {
        Path folder = spec.folder();
        ImageShape shape =
            options
                .imageShape()
                .orElseThrow(
                    () -> new DatasetException(name + ": the size of the pictures is not known"));
        yield ImageFolder.read(folder, name, shape, options.imageFit());
      }
      default -> new Locator(NamedSet.of(spec.kind()).orElseThrow(), options).open();
    };
  }
}
