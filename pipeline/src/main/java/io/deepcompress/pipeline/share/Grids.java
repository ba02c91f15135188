package io.deepcompress.pipeline.share;

import io.deepcompress.pipeline.WorkingTensor;

/** Uniform grids around zero for weights that training rounds itself. */
public final class Grids {
  private Grids() {}

  /**
   * The step with the least squared error.
   *
   * @param values zeros do not count
   * @param levels of the grid on either side of zero
   * @return positive; any will do where all values are zero
   */
  public static float bestStep(float[] values, int levels) {
    WeightedValues points = WeightedValues.of(values);
    double step = points.size() == 0 ? 1 : UniformGrid.bestStep(points, levels);
    return Math.max(Float.MIN_NORMAL, (float) step);
  }

  /**
   * Shares a tensor's values by codes into a grid of int8; those nearest to zero are pruned.
   *
   * @param steps one, or one for each output channel
   * @param levels at most 127 on either side of zero
   */
  public static void share(WorkingTensor tensor, float[] steps, int levels) {
    if (steps.length == 1) {
      Sharing.toGrid(tensor, tensor.values(), new float[0], steps[0], levels);
    } else {
      Sharing.toGrid(tensor, Sharing.normalized(tensor, steps), steps, 1, levels);
    }
  }
}
