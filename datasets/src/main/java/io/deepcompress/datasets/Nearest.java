package io.deepcompress.datasets;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what was meant by a mistyped name. */
public final class Nearest {
  private Nearest() {}

  /**
   * The known name nearest to what was typed; nothing if more than half of the typed name would
   * have to change.
   */
  public static Optional<String> of(String typed, Collection<String> known) {
    return closest(typed, known)
        .filter(name -> 2 * distance(typed, name) <= Math.max(2, typed.length()));
  }

  /** The known name nearest to what was typed, however far; the first of equals. */
  public static Optional<String> closest(String typed, Collection<String> known) {
    return known.stream().min(Comparator.comparingInt(name -> distance(typed, name)));
  }

  /**
   * Fewest insertions, deletions and replacements of characters between two names (Levenshtein),
   * upper and lower case alike.
   */
  public static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
