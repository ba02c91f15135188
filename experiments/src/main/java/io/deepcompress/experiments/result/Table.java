package io.deepcompress.experiments.result;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A table of results: numbers stay numbers until they are printed. */
public final class Table {
  private final String name;
  private final List<String> columns;
  private final List<List<Object>> rows = new ArrayList<>();

  /**
   * An empty table.
   *
   * @param name short, for a file's name
   */
  public Table(String name, String... columns) {
    this.name = name;
    this.columns = List.of(columns);
  }

  /**
   * Adds a row.
   *
   * @param cells texts, numbers, or null where there is nothing to say
   * @throws IllegalArgumentException if there is not one cell a column
   */
  public Table row(Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for columns " + columns);
    }
    List<Object> row = new ArrayList<>();
    Collections.addAll(row, cells);
    rows.add(row);
    return this;
  }

  /** Name for files. */
  public String name() {
    return name;
  }

  /** Whether there is a row. */
  public boolean hasRows() {
    return !rows.isEmpty();
  }

  /** The rows, each as column to cell. */
  public List<Map<String, Object>> toMaps() {
    List<Map<String, Object>> maps = new ArrayList<>();
    for (List<Object> row : rows) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        map.put(columns.get(i), row.get(i));
      }
      maps.add(map);
    }
    return maps;
  }

  /** Comma-separated values with a header line (RFC 4180). */
  public String toCsv() {
    StringBuilder text = new StringBuilder();
    csvLine(text, columns);
    rows.forEach(row -> csvLine(text, row));
    return text.toString();
  }

  private static void csvLine(StringBuilder text, List<?> cells) {
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i) == null ? "" : cells.get(i).toString();
      boolean quoted = cell.contains(",") || cell.contains("\"") || cell.contains("\n");
      text.append(i == 0 ? "" : ",").append(quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
    }
    text.append('\n');
  }

  /** A Markdown table. */
  public String toMarkdown() {
    StringBuilder text = new StringBuilder("|");
    columns.forEach(column -> text.append(' ').append(column).append(" |"));
    text.append("\n|");
    for (int i = 0; i < columns.size(); i++) {
      boolean numeric = !rows.isEmpty() && rows.stream().allMatch(numericAt(i));
      text.append(numeric ? "--:|" : "---|");
    }
    text.append('\n');
    for (List<Object> row : rows) {
      text.append('|');
      row.forEach(cell -> text.append(' ').append(format(cell)).append(" |"));
      text.append('\n');
    }
    return text.toString();
  }

  private static java.util.function.Predicate<List<Object>> numericAt(int column) {
    return row -> row.get(column) == null || row.get(column) instanceof Number;
  }

  /** Whole numbers with separators, others with four significant digits or two decimals. */
  static String format(Object cell) {
    if (cell == null) {
      return "";
    }
    if (cell instanceof Integer || cell instanceof Long) {
      return String.format(Locale.ROOT, "%,d", ((Number) cell).longValue());
    }
    if (cell instanceof Number number) {
      double value = number.doubleValue();
      double magnitude = Math.abs(value);
      if (value == 0 || magnitude >= 1000) {
        return String.format(Locale.ROOT, "%,.0f", value);
      }
      if (magnitude < 1e-3) {
        return String.format(Locale.ROOT, "%.2e", value);
      }
      int decimals = magnitude >= 100 ? 1 : magnitude >= 1 ? 2 : magnitude >= 0.1 ? 3 : 4;
      return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
    return cell.toString().replace("|", "\\|");
  }
}
