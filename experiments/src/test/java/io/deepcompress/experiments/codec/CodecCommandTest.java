package io.deepcompress.experiments.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

final class CodecCommandTest {

  @Test
  void anyFileIsRacedAgainstCodersOfItsDenseCodes(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("small.dcz");
    byte[] bytes = save(file);
    run(folder, file.toString(), "--rounds=1", "--warm-up=0");
    List<String> lines = Files.readAllLines(folder.resolve("codec-part").resolve("small-dcz.csv"));
    assertThat(lines).as("a header and seven coders").hasSize(8);
    int huffman = bytes(lines, "this, huffman");
    int smallest = bytes(lines, "this, smallest");
    assertThat(huffman).isLessThan(bytes.length);
    assertThat(smallest).isPositive().isLessThanOrEqualTo(huffman);
    assertThat(smallest).isLessThan(bytes(lines, "zstd 19"));
    assertThat(folder.resolve("codec")).as("result of the built-in sets").doesNotExist();
  }

  @Test
  void wholeFilesStandBesideTheEntropyOfWhatTheyHold(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("small.dcz");
    int length = save(file).length;
    run(folder, file.toString(), "--sizes");
    String[] row =
        Files.readAllLines(folder.resolve("codec-sizes").resolve("sizes.csv")).get(1).split(",");
    double entropy = 0;
    for (int i = 2; i < 5; i++) {
      entropy += Double.parseDouble(row[i]);
    }
    int huffman = Integer.parseInt(row[5]);
    assertThat(huffman).as("names left out").isLessThan(length);
    assertThat(Double.parseDouble(row[6])).isCloseTo(huffman / entropy, within(1e-3));
    assertThat(Integer.parseInt(row[9])).isLessThanOrEqualTo(huffman);
    // Two of one symbol and six of another: 2 log2(4) + 6 log2(4/3) bits.
    assertThat(CodeSet.entropy(2, 6)).isCloseTo(6.490 / 8, within(1e-4));
  }

  private static byte[] save(Path file) throws Exception {
    byte[] bytes =
        ModelWriter.write(
            new SmallModels(1)
                .of(SmallModels.chain(Shape.of(60), new Operation.Dense(70, false)), List.of()),
            WriteOptions.DEFAULT);
    ModelFiles.save(file, bytes);
    return bytes;
  }

  private static void run(Path folder, String... arguments) {
    CommandLine command =
        new CommandLine(CommandSpec.create().name("experiments"))
            .addSubcommand("codec", new CodecCommand())
            .setOut(new PrintWriter(new StringWriter()));
    List<String> all = new ArrayList<>(List.of("codec", "--results=" + folder, "--quiet"));
    all.addAll(List.of(arguments));
    assertThat(command.execute(all.toArray(String[]::new))).isZero();
  }

  private static int bytes(List<String> lines, String name) {
    String line =
        lines.stream().filter(text -> text.replace("\"", "").startsWith(name)).findFirst().get();
    return Integer.parseInt(line.replace("\"", "").substring(name.length() + 1).split(",")[0]);
  }
}
