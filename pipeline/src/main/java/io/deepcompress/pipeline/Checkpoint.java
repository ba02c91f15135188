package io.deepcompress.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelFiles;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.WriteOptions;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.pipeline.recipe.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The state after the last finished stage, in a folder: the model as a .dcz file, which keeps every
 * bit, and {@code run.json}, which says what run it belongs to and what was measured. The latter is
 * written last and names the former, so a crash leaves the state before or the state after.
 */
final class Checkpoint {
  private static final String RUN = "run.json";

  private final Path directory;
  private final String identity;
  private final int threads;

  /**
   * A checkpoint of one run.
   *
   * @param directory made where it does not exist
   * @param identity of everything that decides the result: source, recipe, seed, data, version
   */
  Checkpoint(Path directory, String identity, int threads) {
    this.directory = directory;
    this.identity = identity;
    this.threads = threads;
  }

  /** What the result of a compression depends on, as a digest. */
  static String identity(
      Path source, Recipe recipe, CompressOptions options, Optional<Dataset> data)
      throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    try (InputStream in = Files.newInputStream(source)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    List<String> rest =
        List.of(
            recipe.text(),
            Long.toString(options.seed()),
            Compressor.VERSION,
            data.isPresent() ? data.get().digest() : "",
            options.importing().inputShapes().toString(),
            options.labels().toString(),
            options.floatLayers().toString(),
            options
                .preprocessing()
                .map(p -> p.order() + Arrays.toString(p.mean()) + Arrays.toString(p.scale()))
                .orElse(""));
    for (String text : rest) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  Path directory() {
    return directory;
  }

  /**
   * Puts the model into the saved state.
   *
   * @return results of the finished stages; empty where nothing is saved
   * @throws IOException if the folder cannot be read, or belongs to another run
   */
  List<StageResult> resume(WorkingModel model) throws IOException {
    Path run = directory.resolve(RUN);
    if (!Files.exists(run)) {
      return List.of();
    }
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(Files.readString(run));
    } catch (JsonProcessingException e) {
      throw new IOException(run + " is damaged; delete the folder to start anew", e);
    }
    if (!root.path("identity").asText().equals(identity)) {
      throw new IOException(
          directory
              + " holds another run (model, recipe, seed, data or version differ);"
              + " choose another folder or delete it");
    }
    WorkingModel saved =
        WorkingModel.of(
            ModelReader.read(directory.resolve(root.path("model").asText())),
            model.originalParameters());
    model.restore(saved);
    List<StageResult> results = new ArrayList<>();
    for (JsonNode stage : root.path("stages")) {
      JsonNode accuracy = stage.path("accuracy");
      results.add(
          new StageResult(
              stage.path("name").asText(),
              stage.path("seconds").asDouble(),
              stage.path("bytes").asLong(),
              accuracy.isNumber() ? OptionalDouble.of(accuracy.asDouble()) : OptionalDouble.empty(),
              stage.path("note").asText()));
    }
    return results;
  }

  /** Saves the state after a stage, and then forgets the one before. */
  void save(WorkingModel model, List<StageResult> results) throws IOException {
    Files.createDirectories(directory);
    String name = String.format(Locale.ROOT, "%03d.dcz", results.size());
    byte[] file =
        ModelWriter.write(
            model.toCompressedModel(), new WriteOptions(Entropy.HUFFMAN, false, threads));
    ModelFiles.save(directory.resolve(name), file);
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("identity", identity);
    root.put("model", name);
    ArrayNode stages = root.putArray("stages");
    for (StageResult result : results) {
      ObjectNode stage = stages.addObject();
      stage.put("name", result.name());
      stage.put("seconds", result.seconds());
      stage.put("bytes", result.bytes());
      result.accuracy().ifPresent(accuracy -> stage.put("accuracy", accuracy));
      stage.put("note", result.note());
    }
    ModelFiles.save(
        directory.resolve(RUN),
        mapper
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(root)
            .getBytes(StandardCharsets.UTF_8));
    Files.deleteIfExists(
        directory.resolve(String.format(Locale.ROOT, "%03d.dcz", results.size() - 1)));
  }
}
