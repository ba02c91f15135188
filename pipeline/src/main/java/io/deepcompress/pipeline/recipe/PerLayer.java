package io.deepcompress.pipeline.recipe;

import io.deepcompress.pipeline.LayerKind;
import io.deepcompress.pipeline.WeightLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;

/**
 * A number for each weight layer, as a recipe gives it: one for all, a list in network order, or a
 * map. The keys of a map are, the more precise winning: a layer's name; a pattern of names with
 * {@code *} and {@code ?}; {@code first} or {@code last}, of all layers or of a kind, as {@code
 * dense:last}; a kind ({@code dense}, {@code convolution}, {@code recurrent}); {@code *} for the
 * rest.
 */
public final class PerLayer {
  /** What names layers where no recipe does, for errors. */
  private static final String FLOAT_LAYERS = "--float-layers";

  /** The line of what stands in no recipe. */
  private static final int NO_LINE = 0;

  private final String source;
  private final String key;
  private final int line;
  private final List<Double> list;
  private final Map<String, Double> selected;
  private final Map<String, Integer> lines;

  private PerLayer(
      String source,
      String key,
      int line,
      List<Double> list,
      Map<String, Double> selected,
      Map<String, Integer> lines) {
    this.source = source;
    this.key = key;
    this.line = line;
    this.list = list;
    this.selected = selected;
    this.lines = lines;
  }

  /** The same number for every layer. */
  public static PerLayer forAll(double number) {
    return selected("(built in)", "", Map.of("*", number), Map.of("*", 1));
  }

  /** One number a layer, in network order. */
  public static PerLayer inOrder(List<Double> numbers) {
    return inOrder("(built in)", 1, "", numbers);
  }

  /** The number 1 for the layers that keys of a map would name, given outside a recipe. */
  public static PerLayer chosen(List<String> selectors) {
    Map<String, Integer> lines = new LinkedHashMap<>();
    selectors.forEach(selector -> lines.put(selector, NO_LINE));
    return chosen(FLOAT_LAYERS, "", lines);
  }

  static PerLayer chosen(String source, String key, Map<String, Integer> lines) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    lines.keySet().forEach(selector -> numbers.put(selector, 1.0));
    return selected(source, key, numbers, lines);
  }

  static PerLayer inOrder(String source, int line, String key, List<Double> numbers) {
    return new PerLayer(source, key, line, List.copyOf(numbers), Map.of(), Map.of());
  }

  static PerLayer selected(
      String source, String key, Map<String, Double> numbers, Map<String, Integer> lines) {
    return new PerLayer(source, key, 1, null, new LinkedHashMap<>(numbers), new TreeMap<>(lines));
  }

  /** The number that layers without a more precise one get; NaN where there is none. */
  public double rest() {
    return list == null ? selected.getOrDefault("*", Double.NaN) : Double.NaN;
  }

  /** Which layers get the number of the rest. */
  public boolean[] isRest(List<WeightLayer> layers) {
    boolean[] rest = new boolean[layers.size()];
    if (list == null && selected.containsKey("*")) {
      double[] others = new PerLayer(source, key, line, null, without("*"), lines).resolve(layers);
      for (int i = 0; i < rest.length; i++) {
        rest[i] = Double.isNaN(others[i]);
      }
    }
    return rest;
  }

  private Map<String, Double> without(String selector) {
    Map<String, Double> others = new LinkedHashMap<>(selected);
    others.remove(selector);
    return others;
  }

  /** The same choice of layers with other numbers. */
  public PerLayer map(DoubleUnaryOperator change) {
    if (list != null) {
      return new PerLayer(
          source, key, line, list.stream().map(change::applyAsDouble).toList(), selected, lines);
    }
    Map<String, Double> changed = new LinkedHashMap<>();
    selected.forEach((selector, number) -> changed.put(selector, change.applyAsDouble(number)));
    return new PerLayer(source, key, line, null, changed, lines);
  }

  /**
   * The number of each layer, NaN where none is given.
   *
   * @throws RecipeException if a list has another length, or a name or pattern fits no layer
   */
  public double[] resolve(List<WeightLayer> layers) {
    if (list != null) {
      if (list.size() != layers.size()) {
        throw new RecipeException(
            source,
            line,
            "'"
                + key
                + "' lists "
                + list.size()
                + " numbers, but the network has "
                + layers.size()
                + " weight layers");
      }
      return list.stream().mapToDouble(Double::doubleValue).toArray();
    }
    double[] numbers = new double[layers.size()];
    Arrays.fill(numbers, Double.NaN);
    int[] ranks = new int[layers.size()];
    Arrays.fill(ranks, Integer.MAX_VALUE);
    selected.forEach(
        (selector, number) -> {
          Selector parsed = Selector.parse(selector);
          boolean found = false;
          for (int i = 0; i < layers.size(); i++) {
            if (parsed.fits(layers, i)) {
              found = true;
              if (parsed.rank() < ranks[i]) {
                ranks[i] = parsed.rank();
                numbers[i] = number;
              }
            }
          }
          if (!found && parsed.mustFit()) {
            List<String> names = new ArrayList<>(layers.stream().map(WeightLayer::layer).toList());
            String fault =
                "no layer with weights is called '"
                    + selector
                    + "'"
                    + NearestName.hint(selector, names);
            int place = lines.get(selector);
            throw place == NO_LINE
                ? new RecipeException(source + ": " + fault)
                : new RecipeException(source, place, "'" + key + "': " + fault);
          }
        });
    return numbers;
  }

  /** A key of the map; a smaller rank is more precise. */
  private record Selector(int rank, Pattern name, LayerKind kind, String position) {

    static Selector parse(String text) {
      if (text.equals("*")) {
        return new Selector(4, null, null, "");
      }
      if (text.equals("first") || text.equals("last")) {
        return new Selector(2, null, null, text);
      }
      int colon = text.indexOf(':');
      String word = colon < 0 ? text : text.substring(0, colon);
      String position = colon < 0 ? "" : text.substring(colon + 1);
      for (LayerKind kind : LayerKind.values()) {
        if (kind.word().equals(word)
            && (position.isEmpty() || position.equals("first") || position.equals("last"))) {
          return new Selector(position.isEmpty() ? 3 : 2, null, kind, position);
        }
      }
      StringBuilder pattern = new StringBuilder();
      boolean exact = true;
      for (char c : text.toCharArray()) {
        if (c == '*' || c == '?') {
          exact = false;
          pattern.append(c == '*' ? ".*" : ".");
        } else {
          pattern.append(Pattern.quote(String.valueOf(c)));
        }
      }
      return new Selector(exact ? 0 : 1, Pattern.compile(pattern.toString()), null, "");
    }

    boolean mustFit() {
      return name != null;
    }

    boolean fits(List<WeightLayer> layers, int index) {
      WeightLayer layer = layers.get(index);
      if (name != null) {
        return name.matcher(layer.layer()).matches();
      }
      if (kind != null && layer.kind() != kind) {
        return false;
      }
      if (position.isEmpty()) {
        return true;
      }
      int from = position.equals("first") ? 0 : index + 1;
      int to = position.equals("first") ? index : layers.size();
      return layers.subList(from, to).stream()
          .noneMatch(other -> kind == null || other.kind() == kind);
    }
  }
}
