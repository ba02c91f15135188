package io.deepcompress.experiments.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.ModelFiles;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.WriteOptions;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.experiments.onnx.SmallModels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

final class CodecCommandTest {

  @Test
  void anyFileIsRacedAgainstCodersOfItsDenseCodes(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("small.dcz");
    byte[] bytes =
        ModelWriter.write(
            new SmallModels(1)
                .of(SmallModels.chain(Shape.of(60), new Operation.Dense(70, false)), List.of()),
            WriteOptions.DEFAULT);
    ModelFiles.save(file, bytes);
    CommandLine command =
        new CommandLine(CommandSpec.create().name("experiments"))
            .addSubcommand("codec", new CodecCommand())
            .setOut(new PrintWriter(new StringWriter()));
    int exitCode =
        command.execute(
            "codec",
            file.toString(),
            "--rounds=1",
            "--warm-up=0",
            "--results=" + folder,
            "--quiet");
    assertThat(exitCode).isZero();
    List<String> lines = Files.readAllLines(folder.resolve("codec").resolve("small-dcz.csv"));
    assertThat(lines).as("a header and seven coders").hasSize(8);
    int huffman = bytes(lines, "this, huffman");
    int smallest = bytes(lines, "this, smallest");
    assertThat(huffman).isLessThan(bytes.length);
    assertThat(smallest).isPositive().isLessThanOrEqualTo(huffman);
    assertThat(smallest).isLessThan(bytes(lines, "zstd 19"));
  }

  private static int bytes(List<String> lines, String name) {
    String line =
        lines.stream().filter(text -> text.replace("\"", "").startsWith(name)).findFirst().get();
    return Integer.parseInt(line.replace("\"", "").substring(name.length() + 1).split(",")[0]);
  }
}
