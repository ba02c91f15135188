package io.deepcompress.experiments;

import io.deepcompress.pipeline.CompressOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where experiments keep what takes long to make: trained networks, unfinished runs, files. */
public final class WorkFolder {
  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "experiments/work",
      description = "Folder for trained networks and unfinished runs (default ${DEFAULT-VALUE}).")
  private Path folder;

  /** The folder, made if it is not there yet. */
  public Path path() throws IOException {
    return Files.createDirectories(folder);
  }

  /** The file that a run of that name writes. */
  public Path file(String run) {
    return folder.resolve(run + ".dcz");
  }

  /** To write that file anew, or to go on where a run of that name was ended. */
  public CompressOptions resumable(String run, long seed) {
    return CompressOptions.to(file(run))
        .withOverwrite(true)
        .withSeed(seed)
        .withWorkDir(folder.resolve(run));
  }
}
