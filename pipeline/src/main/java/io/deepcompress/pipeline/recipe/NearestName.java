package io.deepcompress.pipeline.recipe;

import io.deepcompress.datasets.Nearest;
import java.util.Collection;

/** Finds the name that was probably meant. */
public final class NearestName {
  private NearestName() {}

  /** The end of a message: {@code "; the nearest known one is 'x'"}. */
  public static String hint(String given, Collection<String> known) {
    return Nearest.closest(given, known)
        .map(nearest -> "; the nearest known one is '" + nearest + "'")
        .orElse("; none is known here");
  }
}
