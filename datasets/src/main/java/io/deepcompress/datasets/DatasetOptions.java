package io.deepcompress.datasets;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where data sets are looked for and how pictures are read. Immutable; each {@code with...} gives a
 * changed copy.
 */
public final class DatasetOptions {
  private final Path dataDir;
  private final ImageShape imageShape;
  private final ImageFit imageFit;
  private final boolean download;
  private final URI mirror;
  private final DownloadListener listener;
  private final Map<String, String> environment;

  private DatasetOptions(
      Path dataDir,
      ImageShape imageShape,
      ImageFit imageFit,
      boolean download,
      URI mirror,
      DownloadListener listener,
      Map<String, String> environment) {
    this.dataDir = dataDir;
    this.imageShape = imageShape;
    this.imageFit = Objects.requireNonNull(imageFit);
    this.download = download;
    this.mirror = mirror;
    this.listener = Objects.requireNonNull(listener);
    this.environment = Map.copyOf(environment);
  }

  /**
   * No folder of its own, standard fit of pictures, downloads allowed, the process's environment.
   */
  public static DatasetOptions defaults() {
    return new DatasetOptions(
        null, null, ImageFit.STANDARD, true, null, DownloadListener.NONE, System.getenv());
  }

  /** Looks for named sets in this folder, and in its sub-folder of the set's name, first. */
  public DatasetOptions withDataDir(Path folder) {
    return new DatasetOptions(
        folder, imageShape, imageFit, download, mirror, listener, environment);
  }

  /** The shape into which pictures of {@code images:DIR} are brought; needed there only. */
  public DatasetOptions withImageShape(ImageShape shape) {
    return new DatasetOptions(dataDir, shape, imageFit, download, mirror, listener, environment);
  }

  /** How pictures of {@code images:DIR} are brought into that shape. */
  public DatasetOptions withImageFit(ImageFit fit) {
    return new DatasetOptions(dataDir, imageShape, fit, download, mirror, listener, environment);
  }

  /** Whether a named set that is not found may be downloaded. */
  public DatasetOptions withDownload(boolean allowed) {
    return new DatasetOptions(
        dataDir, imageShape, imageFit, allowed, mirror, listener, environment);
  }

  /**
   * Downloads from {@code address/NAME/FILE} instead of the canonical addresses; the checksums
   * stay. The environment variable {@code DEEPCOMPRESS_MIRROR} does the same.
   */
  public DatasetOptions withMirror(URI address) {
    return new DatasetOptions(
        dataDir, imageShape, imageFit, download, address, listener, environment);
  }

  /** Tells the listener of downloads. */
  public DatasetOptions withListener(DownloadListener downloadListener) {
    return new DatasetOptions(
        dataDir, imageShape, imageFit, download, mirror, downloadListener, environment);
  }

  /** Uses these environment variables in place of the process's. */
  public DatasetOptions withEnvironment(Map<String, String> variables) {
    return new DatasetOptions(dataDir, imageShape, imageFit, download, mirror, listener, variables);
  }

  Optional<Path> dataDir() {
    return Optional.ofNullable(dataDir);
  }

  Optional<ImageShape> imageShape() {
    return Optional.ofNullable(imageShape);
  }

  ImageFit imageFit() {
    return imageFit;
  }

  boolean download() {
    return download;
  }

  Optional<URI> mirror() throws DatasetException {
    Optional<String> variable = variable("DEEPCOMPRESS_MIRROR");
    if (mirror != null || variable.isEmpty()) {
      return Optional.ofNullable(mirror);
    }
    try {
      return Optional.of(URI.create(variable.get()));
    } catch (IllegalArgumentException e) {
      throw DatasetException.missing("DEEPCOMPRESS_MIRROR: " + e.getMessage(), e);
    }
  }

  DownloadListener listener() {
    return listener;
  }

  /** An environment variable that is set and not blank. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}
