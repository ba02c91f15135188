package io.deepcompress.pipeline.train;

/**
 * Lets pruned weights come back in place of kept ones (dynamic network surgery; Guo, Yao, Chen
 * 2016): pruned weights are zero in the network, but learn from their gradients beside it, and the
 * mask is chosen anew now and then. As many weights stay as the mask kept at first.
 *
 * <p>As in the paper, where a weight falls below 0.9 of a threshold to go and rises above 1.1 of it
 * to return, a pruned weight must be larger than a kept one by 1.1 / 0.9 to take its place.
 *
 * @param every steps from one choice of the mask to the next, at least 1
 * @param until part of the run after which the mask stays, 0 to 1
 */
public record Regrowth(int every, double until) {
  /** What a pruned weight's magnitude counts beside a kept one's. */
  static final float RETURN = 0.9f / 1.1f;

  /** Checks the ranges. */
  public Regrowth {
    if (every < 1 || !(until >= 0 && until <= 1)) {
      throw new IllegalArgumentException(
          "Regrowth every " + every + " steps (1 or more) until " + until + " (0 to 1)");
    }
  }
}
