package io.deepcompress.pipeline.recipe;

import io.deepcompress.pipeline.recipe.Yaml.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A list of stages with their settings, written in YAML:
 *
 * <pre>{@code
 * name: my-recipe
 * stages:
 *   - prune: {density: {dense: 0.08, "conv*": 0.5}}
 *   - share: {bits: 5}
 *   - encode
 * }</pre>
 *
 * <p>{@code without-data} may give another list for runs without a data set; else the same stages
 * run, those that need data left out. Presets are recipes in this package's resources.
 */
public final class Recipe {
  /** The recipe that is used when none is named. */
  public static final String DEFAULT = "balanced";

  private static final List<String> PRESETS =
      List.of("balanced", "demo", "lossless", "paper", "paper-alexnet", "paper-vgg16", "qat");

  private static final long MAX_BYTES = 1 << 20;

  /** One stage as the recipe names it. */
  public static final class Step {
    private final String stage;
    private final String source;
    private final Node node;

    private Step(String stage, String source, Node node) {
      this.stage = stage;
      this.source = source;
      this.node = node;
    }

    /** The stage's word. */
    public String stage() {
      return stage;
    }

    /** A fault of this step, at its line. */
    public RecipeException fault(String message) {
      return new RecipeException(source, node.line(), message);
    }

    /** The stage's settings, anew at each call. */
    public Settings settings() {
      return new Settings(source, stage, node.line(), node.isMap() ? node.map() : Map.of());
    }
  }

  private final String name;
  private final String text;
  private final List<Step> steps;
  private final List<Step> withoutData;

  private Recipe(String name, String text, List<Step> steps, List<Step> withoutData) {
    this.name = name;
    this.text = text;
    this.steps = List.copyOf(steps);
    this.withoutData = List.copyOf(withoutData);
  }

  /** Names of the presets. */
  public static List<String> presets() {
    return PRESETS;
  }

  /**
   * A preset by name, or a recipe from a file.
   *
   * @throws RecipeException if there is neither, or the recipe is faulty
   * @throws IOException if a file cannot be read
   */
  public static Recipe load(String nameOrFile) throws IOException {
    if (PRESETS.contains(nameOrFile)) {
      return preset(nameOrFile);
    }
    Path file = Path.of(nameOrFile);
    if (Files.isDirectory(file)) {
      throw new RecipeException(
          nameOrFile + " is a folder; a recipe is a file, or one of " + String.join(", ", PRESETS));
    }
    if (!Files.isRegularFile(file)) {
      throw new RecipeException(
          "there is no recipe '"
              + nameOrFile
              + "' and no such file"
              + NearestName.hint(nameOrFile, PRESETS)
              + "; known are "
              + String.join(", ", PRESETS));
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new RecipeException(nameOrFile + " is too long for a recipe");
    }
    try {
      return parse(nameOrFile, Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new RecipeException(nameOrFile, 1, "not UTF-8 text");
    }
  }

  /**
   * The recipe that looks for the smallest file within a loss of accuracy.
   *
   * @param points most percentage points that may be lost, 0 to 100
   */
  public static Recipe maxDrop(double points) throws IOException {
    String text = resource("max-drop").replace("MOST_LOST", Double.toString(points));
    return parse("max-drop", text);
  }

  private static Recipe preset(String name) throws IOException {
    return parse(name, resource(name));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Recipe.class.getResourceAsStream(name + ".yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Reads a recipe's text.
   *
   * @param source the name in errors
   * @throws RecipeException if the text is not a recipe; settings are checked when stages are made
   */
  public static Recipe parse(String source, String text) {
    Node root = Yaml.parse(source, text);
    if (!root.isMap()) {
      throw new RecipeException(source, root.line(), "a recipe is a map with 'stages'");
    }
    String name = source;
    List<Step> steps = null;
    List<Step> withoutData = null;
    for (Map.Entry<String, Node> entry : root.map().entrySet()) {
      Node value = entry.getValue();
      switch (entry.getKey()) {
        case "name" -> name = String.valueOf(value.content());
        case "description" -> {}
        case "stages" -> steps = steps(source, value);
        case "without-data" -> withoutData = steps(source, value);
        default ->
            throw new RecipeException(
                source,
                value.line(),
                "a recipe has no '"
                    + entry.getKey()
                    + "'"
                    + NearestName.hint(
                        entry.getKey(), List.of("name", "description", "stages", "without-data")));
      }
    }
    if (steps == null || steps.isEmpty()) {
      throw new RecipeException(source, root.line(), "a recipe needs 'stages', at least one");
    }
    return new Recipe(name, text, steps, withoutData == null ? steps : withoutData);
  }

  private static List<Step> steps(String source, Node value) {
    if (!value.isList()) {
      throw new RecipeException(source, value.line(), "stages must be a list");
    }
    List<Step> steps = new ArrayList<>();
    for (Node element : value.list()) {
      if (element.isMap() && element.map().size() == 1) {
        Map.Entry<String, Node> only = element.map().entrySet().iterator().next();
        Node settings = only.getValue();
        if (settings.content() != null && !settings.isMap()) {
          throw new RecipeException(
              source, settings.line(), "the settings of '" + only.getKey() + "' must be a map");
        }
        steps.add(new Step(only.getKey(), source, settings));
      } else if (element.content() instanceof String word) {
        steps.add(new Step(word, source, element));
      } else {
        throw new RecipeException(
            source, element.line(), "each stage is a word or a word with a map of settings");
      }
    }
    return steps;
  }

  /** The recipe's name. */
  public String name() {
    return name;
  }

  /** The text it was read from. */
  public String text() {
    return text;
  }

  /** The stages in order. */
  public List<Step> steps() {
    return steps;
  }

  /** The stages for a run without data: those below {@code without-data}, or the same ones. */
  public List<Step> stepsWithoutData() {
    return withoutData;
  }
}
