package io.deepcompress.pipeline.importer;

import com.fasterxml.jackson.databind.JsonNode;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.pipeline.importer.ImportException.Kind;
import java.util.Optional;

/**
 * One object of a configuration, with the name of the layer it belongs to for error messages.
 *
 * @param json the object
 * @param owner the layer's or vertex's name
 * @param type simple name of the DL4J class; a foreign class keeps its whole name
 */
record Config(JsonNode json, String owner, String type) {

  private static final String PACKAGE = "org.deeplearning4j.nn.conf.";
  private static final String[] LAYOUTS = {
    "cnn2dDataFormat", "cnn2DFormat", "dataFormat", "format"
  };
  private static final String ACTIVATIONS = "org.nd4j.linalg.activations.impl.";

  /** An object as it stands in the configuration, be it of today or of old. */
  static Config of(JsonNode json, String owner) {
    if (!json.has("@class") && json.size() == 1 && json.isObject()) {
      String name = json.fieldNames().next();
      Optional<String> type = LegacyNames.classOf(name);
      if (type.isPresent() && json.get(name).isObject()) {
        return new Config(json.get(name), owner, type.get());
      }
    }
    String type = json.path("@class").asText("");
    boolean known = type.startsWith(PACKAGE) || type.startsWith(ACTIVATIONS);
    return new Config(json, owner, known ? type.substring(type.lastIndexOf('.') + 1) : type);
  }

  /** Whether a field is there and not null. */
  boolean has(String field) {
    return json.hasNonNull(field);
  }

  /** A nested object of the same layer. */
  Config at(String field) throws ImportException {
    JsonNode child = json.get(field);
    if (child == null || !child.isObject()) {
      throw corrupt("has no object '" + field + "'");
    }
    return of(child, owner);
  }

  /** Whether this is a layer, or wraps one, that takes pictures channels last. */
  boolean isChannelsLast() {
    for (String field : LAYOUTS) {
      if (json.path(field).asText("").equals("NHWC")) {
        return !type.startsWith("Convolution1D");
      }
    }
    for (String wrapped : new String[] {"layer", "underlying"}) {
      if (json.path(wrapped).isObject() && of(json.get(wrapped), owner).isChannelsLast()) {
        return true;
      }
    }
    return false;
  }

  /** An integer that must be there. */
  int integer(String field) throws ImportException {
    JsonNode value = json.get(field);
    if (value == null || !value.isNumber() || !value.canConvertToInt()) {
      throw corrupt("has no integer '" + field + "'");
    }
    return value.asInt();
  }

  /** An integer of at least 1 that must be there. */
  int positive(String field) throws ImportException {
    int value = integer(field);
    if (value < 1) {
      throw corrupt("has " + field + " = " + value);
    }
    return value;
  }

  /** Exactly {@code count} integers. */
  int[] integers(String field, int count) throws ImportException {
    JsonNode value = json.get(field);
    if (value == null || !value.isArray() || value.size() != count) {
      throw corrupt("needs " + count + " integers in '" + field + "'");
    }
    int[] result = new int[count];
    for (int i = 0; i < count; i++) {
      result[i] = value.get(i).asInt();
    }
    return result;
  }

  /** A number, or the default where it is absent or null. */
  double number(String field, double absent) throws ImportException {
    if (!has(field)) {
      return absent;
    }
    double value = json.get(field).asDouble(Double.NaN);
    if (!Double.isFinite(value)) {
      throw corrupt("has no number in '" + field + "'");
    }
    return value;
  }

  /** A flag, or the default where it is absent. */
  boolean flag(String field, boolean absent) {
    return json.path(field).asBoolean(absent);
  }

  /** A text, or the default where it is absent. */
  String text(String field, String absent) {
    return has(field) ? json.get(field).asText() : absent;
  }

  /** A shape that the configuration asks for. */
  Shape shape(int... dimensions) throws ImportException {
    try {
      return Shape.of(dimensions);
    } catch (IllegalArgumentException e) {
      throw corrupt("has a shape that is " + e.getMessage());
    }
  }

  /** The product of two sizes. */
  int times(int left, int right) throws ImportException {
    long product = (long) left * right;
    if (product > Integer.MAX_VALUE) {
      throw corrupt("has " + product + " channels");
    }
    return (int) product;
  }

  /** The configuration contradicts itself or lacks something. */
  ImportException corrupt(String what) {
    return new ImportException(Kind.CORRUPT, "layer '" + owner + "' (" + type() + ") " + what);
  }

  /** The configuration asks for something that cannot be imported. */
  ImportException unsupported(String what) {
    return new ImportException(Kind.UNSUPPORTED, "layer '" + owner + "' (" + type() + ") " + what);
  }
}
