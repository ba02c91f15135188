package io.deepcompress.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.Digits;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Preprocessor;
import io.deepcompress.runtime.Session;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands on one small network, trained and compressed once, against the library's answers.
 */
class CommandsTest {
  private static final String DATA = "digits:3000";

  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path zip;
  private static Path model;
  private static JsonNode compressed;

  @BeforeAll
  static void trainAndCompress() throws IOException {
    zip = shared.resolve("a.zip");
    Cli.Result trained =
        Cli.run("train", "lenet-300-100", "-o", zip, "--data", DATA, "--epochs", 3, "-q");
    assertThat(trained.err()).isEmpty();
    assertThat(trained.exitCode()).isZero();
    Path recipe =
        Files.writeString(
            shared.resolve("quick.yaml"),
            """
            stages:
              - prune: {method: lamp, density: 0.1, rounds: 2, retrain: {epochs: 1, rate: 0.05}}
              - share: {bits: 5}
              - quantize-biases: {format: int8}
              - calibrate
              - encode
            """);
    Path labels =
        Files.writeString(
            shared.resolve("labels.txt"),
            "zero\none\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n");
    Cli.Result result =
        Cli.run(zip, "--data", DATA, "--recipe", recipe, "--labels", labels, "--json", "-q");
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    compressed = json(result);
    model = shared.resolve("a.dcz");
  }

  private static JsonNode json(Cli.Result result) throws IOException {
    return new ObjectMapper().readTree(result.out());
  }

  @Test
  void compressTellsWhatTheFileIs() throws IOException {
    assertThat(compressed.path("output").asText()).isEqualTo(model.toString());
    assertThat(compressed.path("parameters").asLong()).isEqualTo(266_610);
    assertThat(compressed.path("originalBytes").asLong()).isEqualTo(4 * 266_610);
    assertThat(compressed.path("compressedBytes").asLong()).isEqualTo(Files.size(model));
    assertThat(compressed.path("ratio").asDouble())
        .isCloseTo(4.0 * 266_610 / Files.size(model), within(1e-9));
    assertThat(compressed.path("accuracy").path("samples").asInt()).isPositive();
    long kept = 0;
    for (JsonNode layer : compressed.path("layers")) {
      kept += layer.path("kept").asLong();
      assertThat(layer.path("density").asDouble())
          .isCloseTo(
              layer.path("kept").asDouble() / layer.path("weights").asDouble(), within(1e-12));
    }
    assertThat(kept).isBetween(26_000L, 26_630L);
    assertThat(compressed.path("stages")).isNotEmpty();
  }

  @Test
  void evaluateAgreesWithCompress() throws IOException {
    JsonNode accuracy = compressed.path("accuracy");
    JsonNode int8 = json(Cli.run("evaluate", model, "--data", DATA, "--json", "-q"));
    assertThat(int8.path("top1").asDouble()).isEqualTo(accuracy.path("compressed").asDouble());
    assertThat(int8.path("mode").asText()).isEqualTo("int8");
    JsonNode original = json(Cli.run("evaluate", zip, "--data", DATA, "--json", "-q"));
    assertThat(original.path("top1").asDouble()).isEqualTo(accuracy.path("original").asDouble());
    assertThat(original.path("mode").asText()).isEqualTo("float");
    JsonNode floats =
        json(Cli.run("evaluate", model, "--data", DATA, "--mode", "float", "--json", "-q"));
    assertThat(floats.path("top1").asDouble())
        .isCloseTo(int8.path("top1").asDouble(), within(0.02));
  }

  @Test
  void inspectAddsUpToTheFile() throws IOException {
    JsonNode root = json(Cli.run("inspect", model, "--json"));
    long sections = 0;
    for (JsonNode section : root.path("sections")) {
      sections += section.path("bytes").asLong();
    }
    assertThat(sections).isEqualTo(Files.size(model)).isEqualTo(root.path("bytes").asLong());
    assertThat(root.path("parameters").asLong()).isEqualTo(266_610);
    assertThat(root.path("layers")).isEqualTo(compressed.path("layers"));
    assertThat(Cli.run("inspect", model).out()).contains("layer0", "total", "recipe: ");
  }

  @Test
  void verifySaysThatItIsSound() {
    Cli.Result result = Cli.run("verify", model);
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("sound");
  }

  @Test
  void runGivesTheLabelsThatASessionGives() throws IOException {
    Dataset digits = Digits.generate(1, 20, 5);
    Model loaded = Model.load(model);
    float[] raw = new float[784];
    float[] input = new float[784];
    for (int i = 0; i < 20; i++) {
      BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
      digits.test().read(i, raw, 0);
      for (int j = 0; j < 784; j++) {
        image.getRaster().setSample(j % 28, j / 28, 0, (int) raw[j]);
      }
      Path png = folder.resolve("digit.png");
      ImageIO.write(image, "png", png.toFile());
      JsonNode top =
          json(Cli.run("run", model, "--input", png, "--top", 3, "--json", "-q")).path("top");
      assertThat(top).hasSize(3);
      new Preprocessor(loaded.preprocessing().get(0), loaded.inputShapes().get(0))
          .apply(raw, input);
      try (Session session = loaded.newSession()) {
        float[] scores = session.run(input);
        int best = top.get(0).path("class").asInt();
        assertThat(scores[best]).isEqualTo((float) top.get(0).path("score").asDouble());
        for (float score : scores) {
          assertThat(score).isLessThanOrEqualTo(scores[best]);
        }
        assertThat(top.get(0).path("label").asText()).isEqualTo(loaded.labels().get(best));
      }
    }
  }

  @Test
  void benchMeasuresLoadAndLatency() throws IOException {
    JsonNode root = json(Cli.run("bench", model, "--seconds", 0.1, "--json"));
    assertThat(root.path("bytes").asLong()).isEqualTo(Files.size(model));
    assertThat(root.path("loadMillis").asDouble()).isPositive();
    JsonNode latency = root.path("latencyMillis");
    assertThat(latency.path("p50").asDouble())
        .isPositive()
        .isLessThanOrEqualTo(latency.path("p90").asDouble());
    assertThat(latency.path("p90").asDouble()).isLessThanOrEqualTo(latency.path("max").asDouble());
  }

  @Test
  void decompressedNetworkScoresAsTheFileDoesInFloat() throws IOException {
    Path back = folder.resolve("back.zip");
    assertThat(Cli.run("decompress", model, "-o", back, "-q").exitCode()).isZero();
    JsonNode floats =
        json(Cli.run("evaluate", model, "--data", DATA, "--mode", "float", "--json", "-q"));
    JsonNode original = json(Cli.run("evaluate", back, "--data", DATA, "--json", "-q"));
    assertThat(original.path("top1").asDouble()).isEqualTo(floats.path("top1").asDouble());
  }

  @Test
  void layersNamedStayInFloat() throws IOException {
    Path recipe = folder.resolve("calibrated.yaml");
    Path output = folder.resolve("float-ends.dcz");
    Files.writeString(recipe, "stages: [share: {tolerance: 0.05}, calibrate: {samples: 20}]");
    assertThat(
            Cli.run(
                    zip,
                    "-o",
                    output,
                    "--recipe",
                    recipe,
                    "--data",
                    DATA,
                    "-q",
                    "--float-layers",
                    "first,last")
                .exitCode())
        .isZero();
    JsonNode bench = json(Cli.run("bench", output, "--seconds", "0.01", "--json", "-q"));
    List<String> layers = new ArrayList<>();
    bench.path("layers").forEach(layer -> layers.add(layer.asText()));
    assertThat(layers).hasSize(3);
    assertThat(layers.get(0)).isEqualTo("float");
    assertThat(layers.get(1)).isNotEqualTo("float");
    assertThat(layers.get(2)).isEqualTo("float");

    Cli.Result without = Cli.run(zip, "-o", output, "--float-layers", "first", "-q", "-f");
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("--float-layers needs --data");
  }

  @Test
  void withoutDataTheResultSaysThatAccuracyWasNotMeasured() throws IOException {
    Path output = folder.resolve("b.dcz");
    Cli.Result result = Cli.run(zip, "-o", output, "--strip", "-q");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("accuracy was not measured", "--data");
    assertThat(ModelReader.read(output).provenance()).isEmpty();
  }

  @Test
  void everyCodingIsSmallerThanTheOneBeforeAndReadsTheSame() throws IOException {
    Path huffman = folder.resolve("h.dcz");
    Path range = folder.resolve("r.dcz");
    Cli.run(zip, "-o", huffman, "--entropy", "huffman", "-q");
    Cli.run(zip, "-o", range, "--entropy", "range", "-q");
    Path smallest = folder.resolve("s.dcz");
    Cli.run(zip, "-o", smallest, "--entropy", "smallest", "-q");
    assertThat(Files.size(range)).isLessThan(Files.size(huffman));
    assertThat(Files.size(smallest)).isLessThan(Files.size(range));
    CompressedModel model = ModelReader.read(huffman);
    for (Path other : List.of(range, smallest)) {
      CompressedModel read = ModelReader.read(other);
      assertThat(read.network()).isEqualTo(model.network());
      for (int i = 0; i < model.tensors().size(); i++) {
        assertThat(read.tensors().get(i).toFloats()).isEqualTo(model.tensors().get(i).toFloats());
      }
    }
  }

  @Test
  void aZipThatDoesNotSayItsShapeTakesTheDataSets() throws IOException {
    Path zoo = folder.resolve("zoo.zip");
    Cli.run("train", "lenet", "-o", zoo, "-q");
    assertThat(Cli.run("evaluate", zoo, "--data", "digits:100", "-q").exitCode()).isZero();
  }

  @Test
  void tooGreatALossOfHeldOutSamplesIsExitCodeFour() throws IOException {
    Path recipe =
        Files.writeString(
            folder.resolve("spoils.yaml"),
            "stages:\n  - prune: {method: lamp, density: 0.0005}\n  - share: {bits: 5}\n"
                + "  - encode\n");
    for (int drop : new int[] {0, 100}) {
      Cli.Result result =
          Cli.run(
              zip,
              "-o",
              folder.resolve("c" + drop + ".dcz"),
              "--data",
              DATA,
              "--recipe",
              recipe,
              "--max-drop",
              drop,
              "--json",
              "-q");
      JsonNode held = new ObjectMapper().readTree(result.out()).path("heldOut");
      assertThat(held.path("samples").asInt()).isPositive();
      assertThat(held.path("original").asDouble())
          .isGreaterThan(held.path("compressed").asDouble());
      assertThat(result.exitCode()).isEqualTo(drop == 0 ? 4 : 0);
      assertThat(result.err().contains("held-out")).isEqualTo(drop == 0);
    }
  }

  @Test
  void helpAndVersionAreOnStandardOutput() {
    for (List<String> words :
        List.of(
            List.of("--help"), List.of("--version"), List.of("train", "--help"), List.of("env"))) {
      Cli.Result result = Cli.run(words.toArray());
      assertThat(result.exitCode()).isZero();
      assertThat(result.out()).isNotBlank();
      assertThat(result.err()).isEmpty();
    }
  }
}
