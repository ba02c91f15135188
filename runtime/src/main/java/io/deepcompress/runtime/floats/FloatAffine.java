package io.deepcompress.runtime.floats;

import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Step;

/** {@code y = scale[channel] * x + shift[channel]}. */
public final class FloatAffine implements Step {
  private final float[] scale;
  private final float[] shift;
  private final int plane;
  private final int in;
  private final int out;

  /**
   * From slot {@code in} to slot {@code out}, which may share an array.
   *
   * @param scale one a channel
   * @param shift one a channel
   * @param plane elements of a channel
   */
  public FloatAffine(float[] scale, float[] shift, int plane, int in, int out) {
    this.scale = scale;
    this.shift = shift;
    this.plane = plane;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    float[] x = frame.floats(in);
    float[] y = frame.floats(out);
    for (int channel = 0; channel < scale.length; channel++) {
      float factor = scale[channel];
      float offset = shift[channel];
      for (int i = channel * plane; i < (channel + 1) * plane; i++) {
        y[i] = factor * x[i] + offset;
      }
    }
  }
}
