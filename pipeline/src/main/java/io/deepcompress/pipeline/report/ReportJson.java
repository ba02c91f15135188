package io.deepcompress.pipeline.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deepcompress.pipeline.StageResult;
import io.deepcompress.pipeline.report.CompressionReport.AccuracyPair;
import java.util.List;

/** Reports as JSON objects, for machines to read. */
public final class ReportJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ReportJson() {}

  /** The object that {@code compress --json} prints. */
  public static ObjectNode of(CompressionReport report) {
    ObjectNode root = NODES.objectNode();
    root.put("model", report.model());
    root.put("output", report.output());
    root.put("parameters", report.parameters());
    root.put("originalBytes", report.originalBytes());
    root.put("compressedBytes", report.compressedBytes());
    root.put("ratio", report.ratio());
    report.accuracy().ifPresent(pair -> put(root.putObject("accuracy"), pair));
    report.heldOut().ifPresent(pair -> put(root.putObject("heldOut"), pair));
    ArrayNode stages = root.putArray("stages");
    for (StageResult stage : report.stages()) {
      ObjectNode node = stages.addObject();
      node.put("name", stage.name());
      node.put("seconds", stage.seconds());
      node.put("bytes", stage.bytes());
      stage.accuracy().ifPresent(accuracy -> node.put("accuracy", accuracy));
    }
    root.set("layers", layers(report.layers()));
    return root;
  }

  private static void put(ObjectNode object, AccuracyPair accuracy) {
    object
        .put("dataset", accuracy.dataset())
        .put("samples", accuracy.samples())
        .put("original", accuracy.original())
        .put("compressed", accuracy.compressed());
  }

  /** The {@code layers} array of compress and inspect. */
  public static ArrayNode layers(List<LayerRow> rows) {
    ArrayNode layers = NODES.arrayNode();
    for (LayerRow row : rows) {
      layers
          .addObject()
          .put("name", row.name())
          .put("type", row.type())
          .put("shape", row.shape())
          .put("weights", row.weights())
          .put("kept", row.kept())
          .put("density", row.density())
          .put("codebookSize", row.codebookSize())
          .put("codeBits", row.codeBits())
          .put("positionBits", row.positionBits())
          .put("bytes", row.bytes());
    }
    return layers;
  }

  /** The text of an object, on one line. */
  public static String text(ObjectNode node) {
    try {
      return new ObjectMapper().writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
