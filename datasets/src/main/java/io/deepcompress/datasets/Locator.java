package io.deepcompress.datasets;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds a named set: in the given folders, in the user's cache, else by downloading it. */
final class Locator {
  private final NamedSet set;
  private final DatasetOptions options;
  private final List<Path> looked = new ArrayList<>();

  Locator(NamedSet set, DatasetOptions options) {
    this.set = set;
    this.options = options;
  }

  Dataset open() throws DatasetException {
    if (options.dataDir().isPresent() && !Files.isDirectory(options.dataDir().get())) {
      throw DatasetException.missing(
          options.dataDir().get() + ": the data folder does not exist", null);
    }
    List<Path> roots = new ArrayList<>();
    options.dataDir().ifPresent(roots::add);
    options.variable("DEEPCOMPRESS_DATA").map(Path::of).ifPresent(roots::add);
    for (Path root : roots) {
      Path own = root.resolve(set.specName());
      looked.add(own);
      if (set.isPresent(own)) {
        return set.read(own);
      }
      // MNIST and Fashion-MNIST have the same file names: in a folder that does not say which of
      // them it is, the labels must.
      looked.add(root);
      if (set.isPresent(root) && set.matches(root)) {
        return set.read(root);
      }
    }
    Path home = Path.of(System.getProperty("user.home"));
    Path cache =
        CacheFolder.of(options, System.getProperty("os.name"), home).resolve(set.specName());
    looked.add(cache);
    if (!set.isPresent(cache)) {
      download(cache);
    }
    return set.read(cache);
  }

  private void download(Path cache) throws DatasetException {
    if (!options.download()) {
      throw missing("downloads are switched off", cache, null);
    }
    List<URI> bases = set.bases();
    if (options.mirror().isPresent()) {
      String mirror = options.mirror().get().toString();
      String folder = mirror + (mirror.endsWith("/") ? "" : "/") + set.specName() + "/";
      bases = List.of(URI.create(folder));
    }
    Downloader downloader = new Downloader(options.listener());
    try {
      for (RemoteFile file : set.files()) {
        if (!Files.isRegularFile(cache.resolve(file.name()))) {
          downloader.fetch(file, bases, cache);
        }
      }
    } catch (DatasetException e) {
      throw missing("could not be downloaded (" + e.getMessage() + ")", cache, e);
    }
  }

  private DatasetException missing(String reason, Path cache, DatasetException cause) {
    String files = set.files().stream().map(RemoteFile::name).collect(Collectors.joining(", "));
    String places = looked.stream().map(Path::toString).collect(Collectors.joining(", "));
    return DatasetException.missing(
        set.specName()
            + ": not found in "
            + places
            + ", and "
            + reason
            + "; put "
            + files
            + " into "
            + cache
            + ", or name their folder with --data-dir or DEEPCOMPRESS_DATA",
        cause);
  }
}
