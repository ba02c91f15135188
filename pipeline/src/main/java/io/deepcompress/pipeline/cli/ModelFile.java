package io.deepcompress.pipeline.cli;

import io.deepcompress.codec.ModelFiles;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.pipeline.importer.ImportException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Checks of files that are named on the command line, before any work is done. */
final class ModelFile {
  private ModelFile() {}

  /** Requires a readable regular file. */
  static Path requireInput(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a folder where a file is needed");
    }
    if (Files.size(file) == 0) {
      throw new CommandException(ExitCode.BAD_INPUT, file + " is empty");
    }
    return file;
  }

  /**
   * Requires that a result can be written there: a folder to write in, and nothing in the way but a
   * regular file that may be replaced, or a symbolic link to one.
   */
  static Path requireOutput(Path file, boolean overwrite) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a folder where a file is to go");
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw new CommandException(ExitCode.FAILURE, "there is no folder " + folder);
    }
    requireWritable(folder);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // Moving a result there would replace the device or the pipe itself.
      throw new CommandException(
          ExitCode.FAILURE,
          file + " is not a regular file, so no result can go there; name another");
    }
    if (Files.exists(file) && !overwrite) {
      throw new CommandException(ExitCode.FAILURE, file + " exists; -f overwrites it");
    }
    return file;
  }

  /**
   * Requires a folder to write in, which need not be there yet.
   *
   * @param option that names it
   */
  static void requireFolder(String option, Path folder) {
    Path nearest = folder.toAbsolutePath();
    while (!Files.exists(nearest)) {
      nearest = nearest.getParent();
    }
    if (!Files.isDirectory(nearest)) {
      Path named = nearest.equals(folder.toAbsolutePath()) ? folder : nearest;
      throw new CommandException(
          ExitCode.FAILURE, named + " is a file; " + option + " takes a folder");
    }
    requireWritable(nearest);
  }

  /** Tries it: permissions do not say everything, of a read-only disk for instance. */
  private static void requireWritable(Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, ".deepcompress-", ".tmp"));
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILURE, "cannot write into the folder " + folder + "; choose another", e);
    }
  }

  /** Saves a result, over an earlier one only if that may be replaced. */
  static void save(Path output, byte[] bytes, boolean overwrite) throws IOException {
    if (overwrite) {
      ModelFiles.save(output, bytes);
    } else {
      ModelFiles.saveNew(output, bytes);
    }
  }

  /** Requires that a result does not take the place of the model that it is made from. */
  static void requireOther(Path output, Path model) throws IOException {
    if (Files.exists(output) && Files.isSameFile(output, model)) {
      throw new CommandException(
          ExitCode.USAGE, "the output would replace the model itself; choose another with -o");
    }
  }

  /** Whether a file is a zip rather than a .dcz, by its first bytes. */
  static boolean isZip(Path file) throws IOException {
    return startsWith(file, 'P', 'K');
  }

  private static boolean isCompressed(Path file) throws IOException {
    return startsWith(file, 0x89, 'D', 'C', 'Z');
  }

  private static boolean startsWith(Path file, int... bytes) throws IOException {
    try (var in = Files.newInputStream(file)) {
      for (int value : bytes) {
        if (in.read() != value) {
          return false;
        }
      }
      return true;
    }
  }

  /** Puts the file's name in front of an import's error. */
  static CommandException unreadable(Path file, ImportException cause) throws IOException {
    if (isCompressed(file)) {
      return new CommandException(
          ExitCode.BAD_INPUT,
          file
              + " is a .dcz already: inspect shows what it holds, decompress turns it back into a"
              + " zip",
          cause);
    }
    String message = cause.getMessage();
    return new CommandException(
        ExitCode.BAD_INPUT,
        message.startsWith(file.toString()) ? message : file + ": " + message,
        cause);
  }

  /** Puts the file's name in front of a format error, and what to do about it behind. */
  static CommandException corrupt(Path file, ModelFormatException cause) throws IOException {
    String advice =
        switch (cause.code()) {
          case NOT_A_MODEL ->
              isZip(file)
                  ? "this is a zip: compress it first"
                  : "give a .dcz file that compress has written";
          case UNSUPPORTED_VERSION -> "read it with a newer version of this program";
          case TRUNCATED -> "the file is cut short; get it again";
          case LIMIT -> "the file is damaged, or its network larger than is read here";
          default -> "the file is damaged; get it again";
        };
    return new CommandException(
        ExitCode.BAD_INPUT, file + ": " + cause.getMessage() + "; " + advice, cause);
  }
}
