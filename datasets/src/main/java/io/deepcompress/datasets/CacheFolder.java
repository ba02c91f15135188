package io.deepcompress.datasets;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The folder into which downloads go, by the custom of each platform. */
final class CacheFolder {
  private CacheFolder() {}

  static Path of(DatasetOptions options, String osName, Path home) {
    // The XDG specification has relative paths ignored.
    Optional<Path> xdg = options.variable("XDG_CACHE_HOME").map(Path::of).filter(Path::isAbsolute);
    if (xdg.isPresent()) {
      return xdg.get().resolve("deepcompress");
    }
    String os = osName.toLowerCase(Locale.ROOT);
    if (os.startsWith("windows")) {
      return options
          .variable("LOCALAPPDATA")
          .map(Path::of)
          .orElse(home.resolve("AppData").resolve("Local"))
          .resolve("deepcompress")
          .resolve("cache");
    }
    if (os.startsWith("mac")) {
      return home.resolve("Library").resolve("Caches").resolve("deepcompress");
    }
    return home.resolve(".cache").resolve("deepcompress");
  }
}
