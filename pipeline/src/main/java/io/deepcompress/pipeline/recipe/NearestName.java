package io.deepcompress.pipeline.recipe;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the name that was probably meant. */
public final class NearestName {
  private NearestName() {}

  /** {@code "; did you mean 'x'?"} for the known name with the fewest edits, or what is known. */
  public static String hint(String given, Collection<String> known) {
    if (known.isEmpty()) {
      return "; none is known here";
    }
    String wanted = given.toLowerCase(Locale.ROOT);
    String nearest =
        known.stream()
            .min(
                Comparator.comparingInt(
                        (String name) -> edits(wanted, name.toLowerCase(Locale.ROOT)))
                    .thenComparing(Comparator.naturalOrder()))
            .orElseThrow();
    return "; the nearest known one is '" + nearest + "'";
  }

  /** Levenshtein distance. */
  static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
