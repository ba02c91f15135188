package io.deepcompress.pipeline.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.deepcompress.codec.Float16;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.pipeline.importer.ImportException.Kind;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelImporterTest {
  private static final float[] WEIGHTS = {1, -2, 3, 4, 5, 6, 0.5f, 0.25f, -0.125f};
  private static final String CONFIGURATION = "configuration.json";
  private static final String COEFFICIENTS = "coefficients.bin";

  @TempDir Path folder;

  private Path path() {
    return folder.resolve("model.zip");
  }

  private Path dense(byte[] coefficients) throws IOException {
    return HandMadeZips.write(
        path(), CONFIGURATION, HandMadeZips.DENSE, COEFFICIENTS, coefficients);
  }

  private void assertRefused(Path path, Kind kind, String... parts) {
    assertRefused(path, ImportOptions.DEFAULT, kind, parts);
  }

  private void assertRefused(Path path, ImportOptions options, Kind kind, String... parts) {
    ImportException e =
        catchThrowableOfType(ImportException.class, () -> ModelImporter.read(path, options));
    assertThat(e).isNotNull();
    assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
    assertThat(e.getMessage()).contains(List.of(parts)).doesNotContain("\n");
  }

  @Test
  void readsADenseLayer() throws IOException {
    ImportedModel model = ModelImporter.read(dense(HandMadeZips.array(WEIGHTS)));
    assertThat(model.network().inputs()).containsExactly(new Input("input", Shape.of(2)));
    assertThat(model.network().nodes())
        .containsExactly(new Node("fc", new Operation.Dense(3, true), List.of(0)));
    assertThat(model.values().get(0)).containsExactly(1, -2, 3, 4, 5, 6);
    assertThat(model.values().get(1)).containsExactly(0.5f, 0.25f, -0.125f);
    assertThat(model.binding().ranges())
        .containsExactly(
            java.util.Map.entry("0_W", new Dl4jBinding.Range(0, 6)),
            java.util.Map.entry("0_b", new Dl4jBinding.Range(6, 3)));
    assertThat(model.warnings()).isEmpty();
  }

  @Test
  void readsOlderAndOtherFormats() throws IOException {
    HandMadeZips.ValueWriter half = (out, value) -> out.writeShort(Float16.fromFloat(value));
    HandMadeZips.ValueWriter brain =
        (out, value) -> out.writeShort(Float.floatToIntBits(value) >> 16);
    for (byte[] bytes :
        List.of(
            HandMadeZips.array("HEAP", "FLOAT", DataOutputStream::writeFloat, WEIGHTS),
            HandMadeZips.array("LONG_SHAPE", "FLOAT", DataOutputStream::writeFloat, WEIGHTS),
            HandMadeZips.array("DIRECT", "DOUBLE", DataOutputStream::writeDouble, WEIGHTS),
            HandMadeZips.array("MIXED_DATA_TYPES", "HALF", half, WEIGHTS),
            HandMadeZips.array("MIXED_DATA_TYPES", "BFLOAT16", brain, WEIGHTS))) {
      assertThat(ModelImporter.read(dense(bytes)).values().get(0))
          .containsExactly(1, -2, 3, 4, 5, 6);
    }
  }

  @Test
  void refusesWhatIsNoZip() throws IOException {
    assertRefused(folder.resolve("none.zip"), Kind.NOT_FOUND, "none.zip", "does not exist");
    assertRefused(folder, Kind.NOT_FOUND, "directory");
    assertRefused(Files.write(path(), new byte[0]), Kind.NOT_A_ZIP, "is empty");
    assertRefused(Files.writeString(path(), "PK"), Kind.NOT_A_ZIP, "is not a zip");
    assertRefused(Files.writeString(path(), "hello, world"), Kind.NOT_A_ZIP, "is not a zip");
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] whole = Files.readAllBytes(dense(HandMadeZips.array(WEIGHTS)));
    for (int length = 0; length < whole.length; length++) {
      Files.write(path(), Arrays.copyOf(whole, length));
      assertRefused(path(), Kind.NOT_A_ZIP, "model.zip");
    }
  }

  @Test
  void survivesEveryFlippedByte() throws IOException {
    byte[] whole = Files.readAllBytes(dense(HandMadeZips.array(WEIGHTS)));
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= 0x55;
      Files.write(path(), flipped);
      try {
        // What was flipped is then no part of the content: a time, an attribute, a comment.
        assertThat(ModelImporter.read(path()).values().get(0)).containsExactly(1, -2, 3, 4, 5, 6);
      } catch (ImportException e) {
        assertThat(e.getMessage()).doesNotContain("\n");
      }
    }
  }

  @Test
  void refusesDangerousZips() throws IOException {
    byte[] weights = HandMadeZips.array(WEIGHTS);
    for (String name :
        List.of("../x", "a/../../x", "/etc/passwd", "C:/x", "..\\x", "\\\\server\\x")) {
      HandMadeZips.write(
          path(), name, "x", CONFIGURATION, HandMadeZips.DENSE, COEFFICIENTS, weights);
      assertRefused(path(), Kind.UNSAFE, "leaves the archive");
    }
    HandMadeZips.write(
        path(), CONFIGURATION, HandMadeZips.DENSE, CONFIGURATION, "{}", COEFFICIENTS, weights);
    assertRefused(path(), Kind.UNSAFE, "twice");
  }

  @Test
  void refusesBombs() throws IOException {
    Path bomb = dense(new byte[8 << 20]);
    assertThat(Files.size(bomb)).isLessThan(20_000);
    assertRefused(bomb, Kind.UNSAFE, "300 to 1");
    Path plain = dense(HandMadeZips.array(WEIGHTS));
    assertRefused(plain, limits(1, 1 << 20, 1 << 20), Kind.UNSAFE, "2 entries");
    assertRefused(plain, limits(10, 100, 1 << 20), Kind.UNSAFE, "bytes");
    assertRefused(plain, limits(10, 1000, 200), Kind.UNSAFE, "unpacks to");
  }

  private static ImportOptions limits(int entries, long entryBytes, long totalBytes) {
    return new ImportOptions(List.of(), new ZipLimits(entries, entryBytes, totalBytes, 300));
  }

  @Test
  void refusesOtherZips() throws IOException {
    HandMadeZips.write(path(), "readme.txt", "hello");
    assertRefused(path(), Kind.NOT_A_MODEL, "no configuration.json");
    HandMadeZips.write(path(), CONFIGURATION, HandMadeZips.DENSE);
    assertRefused(path(), Kind.NOT_A_MODEL, "no coefficients.bin");
    HandMadeZips.write(path(), CONFIGURATION, "{\"a\": 1}");
    assertRefused(path(), Kind.NOT_A_MODEL, "neither");
    for (String json : List.of("{", "", "[1,", "\u0000")) {
      HandMadeZips.write(path(), CONFIGURATION, json);
      assertThat(catchThrowableOfType(ImportException.class, () -> ModelImporter.read(path())))
          .isNotNull();
    }
  }

  @Test
  void refusesWeightsThatDoNotFit() throws IOException {
    assertRefused(dense(HandMadeZips.array(1, 2, 3)), Kind.CORRUPT, "holds 3", "has 9");
    assertRefused(dense(new byte[100]), Kind.CORRUPT, "not an ND4J array");
    assertRefused(
        dense("hello".getBytes(StandardCharsets.UTF_8)), Kind.CORRUPT, "not an ND4J array");
    byte[] weights = HandMadeZips.array(WEIGHTS);
    for (int cut = 1; cut < weights.length; cut++) {
      assertRefused(
          dense(Arrays.copyOf(weights, weights.length - cut)), Kind.CORRUPT, "coefficients.bin");
    }
  }

  @Test
  void namesTheLayerWithAnInfiniteWeight() throws IOException {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[] weights = WEIGHTS.clone();
      weights[4] = bad;
      assertRefused(
          dense(HandMadeZips.array(weights)), Kind.NOT_FINITE, "'fc'", String.valueOf(bad), "0_W");
    }
    HandMadeZips.ValueWriter tooLarge = (out, value) -> out.writeDouble(1e300);
    assertRefused(
        dense(HandMadeZips.array("HEAP", "DOUBLE", tooLarge, WEIGHTS)), Kind.NOT_FINITE, "'fc'");
  }

  @Test
  void refusesLayersByNameAndTypeBeforeReadingWeights() throws IOException {
    String unknown = HandMadeZips.DENSE.replace("layers.DenseLayer", "layers.variational.Oracle");
    HandMadeZips.write(path(), CONFIGURATION, unknown);
    assertRefused(path(), Kind.UNSUPPORTED, "'fc'", "Oracle", "DenseLayer");
    String foreign = HandMadeZips.DENSE.replace("org.deeplearning4j.nn.conf.layers", "com.example");
    HandMadeZips.write(path(), CONFIGURATION, foreign);
    assertRefused(path(), Kind.UNSUPPORTED, "'fc'", "com.example.DenseLayer");
    HandMadeZips.write(
        path(),
        CONFIGURATION,
        HandMadeZips.DENSE.replace("ActivationIdentity", "ActivationOracle"));
    assertRefused(path(), Kind.UNSUPPORTED, "'fc'", "ActivationOracle");
    HandMadeZips.write(
        path(),
        CONFIGURATION,
        HandMadeZips.DENSE.replace("\"hasBias\": true", "\"hasLayerNorm\": true"));
    assertRefused(path(), Kind.UNSUPPORTED, "'fc'", "layer normalization");
  }

  @Test
  void refusesConfigurationsThatContradictThemselves() throws IOException {
    for (String broken :
        List.of(
            HandMadeZips.DENSE.replace("\"nin\": 2", "\"nin\": -2"),
            HandMadeZips.DENSE.replace("\"nin\": 2", "\"nin\": 1e12"),
            HandMadeZips.DENSE.replace("\"nin\": 2,", ""),
            HandMadeZips.DENSE.replace("\"nin\": 2", "\"nin\": \"two\""),
            HandMadeZips.DENSE.replace("\"activationFn\"", "\"other\""),
            "{\"confs\": []}",
            "{\"confs\": [1]}",
            "{\"vertices\": {}}",
            "{\"vertices\": {\"a\": {}}, \"networkInputs\": [\"b\"], \"networkOutputs\": [\"a\"]}")) {
      HandMadeZips.write(path(), CONFIGURATION, broken, COEFFICIENTS, HandMadeZips.array(WEIGHTS));
      assertThat(catchThrowableOfType(ImportException.class, () -> ModelImporter.read(path())))
          .as(broken)
          .isNotNull();
    }
    String huge = HandMadeZips.DENSE.replace("\"nin\": 2", "\"nin\": 2000000000");
    HandMadeZips.write(path(), CONFIGURATION, huge, COEFFICIENTS, HandMadeZips.array(WEIGHTS));
    assertRefused(path(), Kind.UNSUPPORTED, "2^31");
  }
}
