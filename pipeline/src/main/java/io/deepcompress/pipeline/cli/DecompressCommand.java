package io.deepcompress.pipeline.cli;

import static io.deepcompress.pipeline.cli.GlobalOptions.format;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.pipeline.exporter.Dl4jExporter;
import io.deepcompress.pipeline.exporter.ExportException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The way back to DL4J. */
@Command(
    name = "decompress",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Turn a .dcz back into a Deeplearning4j zip with the file's weights, bit for bit.")
final class DecompressCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GlobalOptions global;

  @Parameters(paramLabel = "FILE.dcz", description = "Compressed model.")
  private Path file;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "MODEL.zip",
      description = "Where the zip goes.")
  private Path output;

  @Option(
      names = {"-f", "--force"},
      description = "Overwrite the output.")
  private boolean force;

  @Override
  public Integer call() throws IOException {
    ModelFile.requireInput(file);
    ModelFile.requireOther(output, file);
    ModelFile.requireOutput(output, force);
    byte[] zip = zip();
    ModelFile.save(output, zip, force);
    var out = spec.commandLine().getOut();
    out.println(format("%s: %,d bytes", output, zip.length));
    out.flush();
    return ExitCode.DONE;
  }

  private byte[] zip() throws IOException {
    try {
      CompressedModel model = ModelReader.read(file);
      List<float[]> values = new ArrayList<>();
      for (StoredTensor tensor : model.tensors()) {
        values.add(tensor.toFloats());
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Dl4jExporter.export(model.network(), values).write(bytes, model.preprocessing());
      return bytes.toByteArray();
    } catch (ModelFormatException e) {
      throw ModelFile.corrupt(file, e);
    } catch (ExportException e) {
      throw new CommandException(ExitCode.BAD_INPUT, file + ": " + e.getMessage(), e);
    }
  }
}
