package io.deepcompress.datasets;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a user may write to name a data set:
 *
 * <ul>
 *   <li>{@code mnist}, {@code fashion-mnist}, {@code cifar10}: found or downloaded;
 *   <li>{@code digits}, or {@code digits:N} with N training and N/5 test samples: generated;
 *   <li>{@code idx:DIR}: a folder of IDX files with MNIST's names;
 *   <li>{@code images:DIR}: a folder of pictures, one sub-folder a class, or {@code train} and
 *       {@code test} folders of those, or files {@code CLASS_*.png}, or any pictures for
 *       calibration only.
 * </ul>
 *
 * @param kind the part before the colon
 * @param argument the part after the colon; empty where there is none
 */
public record DatasetSpec(String kind, String argument) {
  private static final List<String> KINDS =
      List.of("mnist", "fashion-mnist", "cifar10", "digits", "idx", "images");

  /** Fewest and most training samples of {@code digits:N}. */
  private static final int MIN_DIGITS = 10;

  private static final int MAX_DIGITS = 1_000_000;

  /**
   * Refuses what is none of the above.
   *
   * @throws IllegalArgumentException with a message of one line for the user
   */
  public DatasetSpec {
    String text = argument.isEmpty() ? kind : kind + ":" + argument;
    if (!KINDS.contains(kind)) {
      String guess = Nearest.of(kind, KINDS).map(name -> "; did you mean " + name + "?").orElse("");
      throw new IllegalArgumentException(
          "unknown data set '"
              + text
              + "'; known are mnist, fashion-mnist, cifar10, digits, digits:N, idx:DIR, images:DIR"
              + guess);
    }
    switch (kind) {
      case "idx", "images" -> checkFolder(kind, argument);
      case "digits" -> digits(argument);
      default -> {
        if (!argument.isEmpty()) {
          throw new IllegalArgumentException(
              "data set '" + text + "': " + kind + " takes nothing after it");
        }
      }
    }
  }

  /**
   * Understands a text.
   *
   * @throws IllegalArgumentException if it is none of the above; the message is one line for the
   *     user
   */
  public static DatasetSpec parse(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new DatasetSpec(text, "")
        : new DatasetSpec(text.substring(0, colon), text.substring(colon + 1));
  }

  /** Whether samples take any shape that is asked for, as pictures do, instead of having one. */
  public boolean takesShape() {
    return kind.equals("images");
  }

  /** The folder of {@code idx:DIR} and {@code images:DIR}. */
  Path folder() {
    return Path.of(argument);
  }

  /** Training samples of {@code digits}. */
  int digits() {
    return digits(argument);
  }

  private static void checkFolder(String kind, String argument) {
    if (argument.isBlank()) {
      throw new IllegalArgumentException(
          "data set '" + kind + "' lacks its folder; write " + kind + ":DIR");
    }
    try {
      Path.of(argument);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("data set '" + kind + "': " + e.getMessage(), e);
    }
  }

  private static int digits(String argument) {
    if (argument.isEmpty()) {
      return Digits.DEFAULT_TRAINING;
    }
    int count = argument.matches("[0-9]{1,7}") ? Integer.parseInt(argument) : 0;
    if (count < MIN_DIGITS || count > MAX_DIGITS) {
      throw new IllegalArgumentException(
          "data set 'digits:"
              + argument
              + "': the number of digits must be "
              + MIN_DIGITS
              + " to "
              + MAX_DIGITS);
    }
    return count;
  }

  /** The text as the user writes it. */
  @Override
  public String toString() {
    return argument.isEmpty() ? kind : kind + ":" + argument;
  }
}
