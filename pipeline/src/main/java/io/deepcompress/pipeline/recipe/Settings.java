package io.deepcompress.pipeline.recipe;

import io.deepcompress.pipeline.recipe.Yaml.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings of one stage. Every getter names a key that the stage knows; {@link #finish} then
 * refuses the keys that no getter asked for.
 */
public final class Settings {
  private final String source;
  private final String stage;
  private final int line;
  private final Map<String, Node> values;
  private final Set<String> known = new TreeSet<>();

  Settings(String source, String stage, int line, Map<String, Node> values) {
    this.source = source;
    this.stage = stage;
    this.line = line;
    this.values = values;
  }

  /** Settings of a stage that stands alone in the recipe, all defaults. */
  public static Settings none(String stage) {
    return new Settings("(built in)", stage, 1, Map.of());
  }

  /** Whether the recipe gives the key. */
  public boolean has(String key) {
    known.add(key);
    return values.containsKey(key);
  }

  /** A number in a closed range. */
  public double number(String key, double byDefault, double least, double most) {
    if (!has(key)) {
      return byDefault;
    }
    return number(key, values.get(key), least, most);
  }

  private double number(String key, Node node, double least, double most) {
    double number;
    try {
      number = Double.parseDouble(String.valueOf(node.content()));
    } catch (NumberFormatException e) {
      throw fault(node, "'" + key + "' must be a number, not '" + shown(node) + "'");
    }
    if (!(number >= least && number <= most)) {
      throw fault(
          node,
          "'"
              + key
              + "' must be from "
              + plain(least)
              + " to "
              + plain(most)
              + ", not "
              + shown(node));
    }
    return number;
  }

  /** A whole number in a closed range. */
  public int integer(String key, int byDefault, int least, int most) {
    double number = number(key, byDefault, least, most);
    if (number != Math.rint(number)) {
      throw fault(values.get(key), "'" + key + "' must be a whole number, not " + number);
    }
    return (int) number;
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key, boolean byDefault) {
    if (!has(key)) {
      return byDefault;
    }
    Node node = values.get(key);
    String text = String.valueOf(node.content());
    if (!text.equals("true") && !text.equals("false")) {
      throw fault(node, "'" + key + "' must be true or false, not '" + shown(node) + "'");
    }
    return text.equals("true");
  }

  /** One of the constants of an enum, written in lower case with hyphens. */
  public <E extends Enum<E>> E choice(String key, E byDefault) {
    if (!has(key)) {
      return byDefault;
    }
    Node node = values.get(key);
    E[] constants = byDefault.getDeclaringClass().getEnumConstants();
    for (E constant : constants) {
      if (word(constant).equals(node.content())) {
        return constant;
      }
    }
    List<String> words = Arrays.stream(constants).map(Settings::word).toList();
    throw fault(
        node,
        "'"
            + key
            + "' has no '"
            + shown(node)
            + "'"
            + NearestName.hint(shown(node), words)
            + "; known are "
            + String.join(", ", words));
  }

  /** Any text. */
  public String text(String key, String byDefault) {
    return has(key) ? shown(values.get(key)) : byDefault;
  }

  /** The word of a constant: {@code KMEANS_PLUS_PLUS} is {@code kmeans-plus-plus}. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * A number for every weight layer: one for all, a list in network order, or a map of layer names,
   * patterns and kinds. Null where the recipe does not give the key.
   */
  public PerLayer perLayer(String key, double least, double most) {
    if (!has(key)) {
      return null;
    }
    Node node = values.get(key);
    if (node.isList()) {
      List<Double> numbers = new ArrayList<>();
      for (Node element : node.list()) {
        numbers.add(number(key, element, least, most));
      }
      return PerLayer.inOrder(source, node.line(), key, numbers);
    }
    if (node.isMap()) {
      Map<String, Double> numbers = new LinkedHashMap<>();
      Map<String, Integer> lines = new LinkedHashMap<>();
      node.map()
          .forEach(
              (selector, element) -> {
                numbers.put(selector, number(key, element, least, most));
                lines.put(selector, element.line());
              });
      return PerLayer.selected(source, key, numbers, lines);
    }
    return PerLayer.forAll(number(key, node, least, most));
  }

  /** Layers that a list of names, patterns, kinds and positions chooses; null where not given. */
  public PerLayer layers(String key) {
    if (!has(key)) {
      return null;
    }
    Node node = values.get(key);
    Map<String, Integer> lines = new LinkedHashMap<>();
    for (Node element : node.isList() ? node.list() : List.of(node)) {
      if (element.isMap() || element.isList() || element.content() == null) {
        throw fault(element, "'" + key + "' must list layers, not " + shown(element));
      }
      lines.put(shown(element), element.line());
    }
    return PerLayer.chosen(source, key, lines);
  }

  /** Settings below a key; empty where the recipe does not give it. */
  public Settings nested(String key) {
    if (!has(key)) {
      return new Settings(source, stage + "." + key, line, Map.of());
    }
    Node node = values.get(key);
    if (node.content() != null && !node.isMap()) {
      throw fault(node, "'" + key + "' must be a map of settings, not '" + shown(node) + "'");
    }
    return new Settings(
        source, stage + "." + key, node.line(), node.content() == null ? Map.of() : node.map());
  }

  /**
   * Refuses keys that were never asked for.
   *
   * @throws RecipeException naming the first one, its line and the nearest known key
   */
  public void finish() {
    for (Map.Entry<String, Node> entry : values.entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw fault(
            entry.getValue(),
            "stage '"
                + stage
                + "' has no setting '"
                + entry.getKey()
                + "'"
                + NearestName.hint(entry.getKey(), known));
      }
    }
  }

  /** A fault in the stage as a whole, at its line. */
  public RecipeException fault(String message) {
    return new RecipeException(source, line, "stage '" + stage + "': " + message);
  }

  private RecipeException fault(Node node, String message) {
    return new RecipeException(source, node.line(), message);
  }

  private static String shown(Node node) {
    if (node.isMap()) {
      return "a map";
    }
    return node.isList() ? "a list" : String.valueOf(node.content());
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? String.valueOf((long) number)
        : String.valueOf(number);
  }
}
