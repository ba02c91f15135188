package io.deepcompress.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * One of the best classes of a prediction.
 *
 * @param index of the class
 * @param score as the network gave it
 */
public record Top(int index, float score) {
  /**
   * The classes with the largest scores, best first; equal scores in order of their index, and what
   * is not a number before all others.
   *
   * @param scores one a class
   * @param count how many, at most all of them are given
   * @throws IllegalArgumentException if the count is negative
   */
  public static List<Top> of(float[] scores, int count) {
    if (count < 0) {
      throw new IllegalArgumentException("the " + count + " best classes");
    }
    List<Top> best = new ArrayList<>();
    boolean[] taken = new boolean[scores.length];
    for (int rank = 0; rank < Math.min(count, scores.length); rank++) {
      int found = -1;
      for (int i = 0; i < scores.length; i++) {
        if (!taken[i] && (found < 0 || Float.compare(scores[i], scores[found]) > 0)) {
          found = i;
        }
      }
      taken[found] = true;
      best.add(new Top(found, scores[found]));
    }
    return List.copyOf(best);
  }
}
