package io.deepcompress.pipeline.train;

import io.deepcompress.pipeline.train.TrainingSettings.Optimizer;

/** Turns gradients into changes of values, and remembers what it must from step to step. */
abstract class UpdateRule {

  /** A rule for a vector of this length. */
  static UpdateRule of(TrainingSettings settings, int length) {
    return settings.optimizer() == Optimizer.ADAM
        ? new Adam(length)
        : new Nesterov(length, (float) settings.momentum());
  }

  /** Must be called once before the changes of each step. */
  void begin() {}

  /**
   * Changes {@code values[0..count)}, which stand at {@code offset} in the vector.
   *
   * @param gradients of the mean loss
   */
  abstract void change(float[] values, float[] gradients, int offset, int count, double rate);

  /** As DL4J's {@code NesterovsUpdater}: {@code v' = mu v - rate g; w += (1 + mu) v' - mu v}. */
  private static final class Nesterov extends UpdateRule {
    private final float[] velocities;
    private final float momentum;

    Nesterov(int length, float momentum) {
      this.velocities = new float[length];
      this.momentum = momentum;
    }

    @Override
    void change(float[] values, float[] gradients, int offset, int count, double rate) {
      float step = (float) rate;
      for (int i = 0; i < count; i++) {
        float before = velocities[offset + i];
        float after = momentum * before - step * gradients[i];
        velocities[offset + i] = after;
        values[i] += (1 + momentum) * after - momentum * before;
      }
    }
  }

  /** Kingma and Ba 2015, algorithm 1. */
  private static final class Adam extends UpdateRule {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final float[] means;
    private final float[] squares;
    private int steps;

    Adam(int length) {
      means = new float[length];
      squares = new float[length];
    }

    @Override
    void begin() {
      steps++;
    }

    @Override
    void change(float[] values, float[] gradients, int offset, int count, double rate) {
      float b1 = (float) BETA1;
      float b2 = (float) BETA2;
      double correction2 = Math.sqrt(1 - Math.pow(BETA2, steps));
      float step = (float) (rate * correction2 / (1 - Math.pow(BETA1, steps)));
      float epsilon = (float) (EPSILON * correction2);
      for (int i = 0; i < count; i++) {
        float g = gradients[i];
        float mean = b1 * means[offset + i] + (1 - b1) * g;
        float square = b2 * squares[offset + i] + (1 - b2) * g * g;
        means[offset + i] = mean;
        squares[offset + i] = square;
        values[i] -= step * mean / ((float) Math.sqrt(square) + epsilon);
      }
    }
  }
}
