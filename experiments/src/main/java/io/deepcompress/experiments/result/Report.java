package io.deepcompress.experiments.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one experiment found: tables, single values, notes, and how it was made. */
public final class Report {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final String name;
  private final String title;
  private final Map<String, Object> madeBy;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();

  /**
   * An empty report.
   *
   * @param name of its folder
   * @param madeBy command, seed, version, time and machine
   */
  public Report(String name, String title, Map<String, Object> madeBy) {
    this.name = name;
    this.title = title;
    this.madeBy = new LinkedHashMap<>(madeBy);
  }

  /** Name of its folder. */
  public String name() {
    return name;
  }

  /** The tables in order. */
  public List<Table> tables() {
    return tables;
  }

  /** Whether anything was measured: a table has a row. */
  public boolean hasRows() {
    return tables.stream().anyMatch(Table::hasRows);
  }

  /** Adds a table. */
  public Table table(Table table) {
    tables.add(table);
    return table;
  }

  /** Adds a single value: a number or a text. */
  public void value(String key, Object value) {
    values.put(key, value);
  }

  /** Adds a sentence that a reader of the figures must know. */
  public void note(String note) {
    notes.add(note);
  }

  /** One JSON object. */
  public String toJson() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("experiment", name);
    object.put("madeBy", madeBy);
    object.put("notes", notes);
    object.put("values", values);
    tables.forEach(table -> object.put(table.name(), table.toMaps()));
    try {
      return MAPPER.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A page for people. */
  public String toMarkdown() {
    StringBuilder text = new StringBuilder("# " + title + "\n");
    if (!notes.isEmpty()) {
      text.append('\n');
      notes.forEach(note -> text.append(note).append('\n'));
    }
    if (!values.isEmpty()) {
      text.append('\n');
      values.forEach(
          (key, value) ->
              text.append("- ").append(key).append(": ").append(Table.format(value)).append('\n'));
    }
    tables.forEach(table -> text.append('\n').append(table.toMarkdown()));
    text.append("\nMade by:\n\n");
    madeBy.forEach(
        (key, value) -> text.append("- ").append(key).append(": ").append(value).append('\n'));
    return text.toString();
  }
}
