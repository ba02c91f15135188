package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The bytes in FORMAT.md's worked example are a file, and it holds what the text says. */
class WorkedExampleTest {
  private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| `([0-9a-f ]+)` \\|.*");

  private static CompressedModel model() {
    return new CompressedModel(
        new Network(
            List.of(new Input("input", Shape.of(4))),
            List.of(
                new Node("dense1", new Operation.Dense(3, true), List.of(0)),
                new Node(
                    "relu1", new Operation.Activation(ActivationFunction.RELU, 0, 0), List.of(1))),
            List.of(2)),
        List.of(
            SharedTensor.of(
                Shape.of(3, 4),
                new Codebook(new float[] {-1, 0.5f}, ValueFormat.FLOAT32),
                new byte[] {0, 1, 0, 0, 2, 0, 0, 1, 0, 0, 2, 1}),
            new RawTensor(Shape.of(3), ValueFormat.FLOAT16, new float[] {0.25f, 0, -2})),
        List.of(),
        List.of(Preprocessing.NONE),
        List.of("no", "yes", "maybe"),
        Map.of());
  }

  @Test
  void isAFileOfTheModelItDescribes() throws Exception {
    String document = Files.readString(Path.of("FORMAT.md"));
    byte[] file = new byte[0];
    for (String line : document.substring(document.indexOf("## 10 ")).lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        assertThat(file).as(line).hasSize(Integer.parseInt(row.group(1)));
        file = DczBytes.join(file, DczBytes.hex(row.group(2)));
      }
    }
    assertThat(document).contains("a file of " + file.length + " bytes");
    Models.assertSame(ModelReader.verify(file, DecodeLimits.DEFAULT, 1), model());
    assertThat(ModelWriter.write(model(), WriteOptions.DEFAULT)).isEqualTo(file);
  }
}
