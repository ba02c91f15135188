package io.deepcompress.pipeline.cli;

import static io.deepcompress.pipeline.cli.GlobalOptions.format;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.DecodeLimits;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.runtime.LoadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a file from the first byte to the last. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Check every checksum and every bound of a .dcz; exit code 3 if any fails.")
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GlobalOptions global;

  @Parameters(paramLabel = "FILE.dcz", description = "Compressed model.")
  private Path file;

  @Override
  public Integer call() throws IOException {
    ModelFile.requireInput(file);
    try {
      int threads = LoadOptions.DEFAULT.threads();
      CompressedModel model = ModelReader.verify(file, DecodeLimits.DEFAULT, threads);
      var out = spec.commandLine().getOut();
      out.println(
          format(
              "%s is sound: %,d bytes, %d tensors, %,d parameters",
              file, Files.size(file), model.tensors().size(), model.network().parameterCount()));
      out.flush();
      return ExitCode.DONE;
    } catch (ModelFormatException e) {
      throw ModelFile.corrupt(file, e);
    }
  }
}
