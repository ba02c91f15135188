package io.deepcompress.pipeline.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads YAML into maps, lists and scalars that remember their lines. */
final class Yaml {
  /** A recipe is a page of text; nothing legitimate nests deeper than this. */
  private static final int MAX_DEPTH = 16;

  /**
   * A value in the text.
   *
   * @param line from 1
   * @param content a {@code Map<String, Node>}, a {@code List<Node>}, or a {@code String}; null for
   *     an empty value
   */
  record Node(int line, Object content) {
    @SuppressWarnings("unchecked")
    Map<String, Node> map() {
      return (Map<String, Node>) content;
    }

    @SuppressWarnings("unchecked")
    List<Node> list() {
      return (List<Node>) content;
    }

    boolean isMap() {
      return content instanceof Map;
    }

    boolean isList() {
      return content instanceof List;
    }
  }

  private final String source;
  private final YAMLParser parser;

  private Yaml(String source, YAMLParser parser) {
    this.source = source;
    this.parser = parser;
  }

  /**
   * Parses a text of one document.
   *
   * @param source named in errors
   * @throws RecipeException with the line, if the text is not YAML, empty, repeats a key or holds
   *     more than one document
   */
  static Node parse(String source, String text) {
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      Yaml yaml = new Yaml(source, parser);
      if (parser.nextToken() == null) {
        throw new RecipeException(source, 1, "the recipe is empty");
      }
      Node node = yaml.node(0);
      if (parser.nextToken() != null) {
        throw yaml.fault("a recipe is one document");
      }
      return node;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      String what = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
      throw new RecipeException(source, line, "not YAML: " + what);
    } catch (IOException e) {
      throw new RecipeException(source, 1, "cannot be read: " + e.getMessage());
    }
  }

  private Node node(int depth) throws IOException {
    int line = line();
    if (depth > MAX_DEPTH) {
      throw fault("nested too deeply");
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Node> map = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        int keyLine = line();
        parser.nextToken();
        Node value = node(depth + 1);
        if (map.put(key, new Node(keyLine, value.content())) != null) {
          throw new RecipeException(source, keyLine, "'" + key + "' stands twice");
        }
      }
      return new Node(line, map);
    }
    if (token == JsonToken.START_ARRAY) {
      List<Node> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(node(depth + 1));
      }
      return new Node(line, list);
    }
    if (token == JsonToken.VALUE_NULL) {
      return new Node(line, null);
    }
    return new Node(line, parser.getText());
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private RecipeException fault(String message) {
    return new RecipeException(source, line(), message);
  }
}
