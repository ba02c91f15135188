package io.deepcompress.runtime.floats;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.runtime.execution.Frame;
import io.deepcompress.runtime.execution.Piece;
import io.deepcompress.runtime.execution.Step;

/** Local response normalization across channels. */
public final class FloatNormalization implements Step {
  private final Operation.LocalResponseNormalization normalization;
  private final Shape shape;
  private final int in;
  private final int out;
  private final Piece piece = this::runChannel;

  /** From slot {@code in} to slot {@code out}. */
  public FloatNormalization(
      Operation.LocalResponseNormalization normalization, Shape shape, int in, int out) {
    this.normalization = normalization;
    this.shape = shape;
    this.in = in;
    this.out = out;
  }

  @Override
  public void run(Frame frame) {
    frame.workers().run(piece, shape.channels(), frame);
  }

  private void runChannel(int channel, int worker, Frame frame) {
    float[] x = frame.floats(in);
    float[] y = frame.floats(out);
    int plane = shape.planeSize();
    int half = normalization.size() / 2;
    int first = Math.max(0, channel - half);
    int last = Math.min(shape.channels() - 1, channel + half);
    int start = channel * plane;
    for (int i = 0; i < plane; i++) {
      float sum = 0f;
      for (int other = first; other <= last; other++) {
        float value = x[other * plane + i];
        sum += value * value;
      }
      float base = normalization.k() + normalization.alpha() * sum;
      y[start + i] = x[start + i] * power(base, -normalization.beta());
    }
  }

  private static float power(float base, float exponent) {
    // Krizhevsky's exponent of 3/4 takes two square roots, which are much quicker than a power.
    if (exponent == -0.75f) {
      double root = Math.sqrt(base);
      return (float) (1 / (root * Math.sqrt(root)));
    }
    return (float) Math.pow(base, exponent);
  }
}
