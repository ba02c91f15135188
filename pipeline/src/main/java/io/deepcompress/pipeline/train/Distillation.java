package io.deepcompress.pipeline.train;

/**
 * Training on a teacher's probabilities besides the labels (Hinton, Vinyals, Dean 2015): the loss
 * is {@code hard * CE(label, softmax(z)) + (1 - hard) * T^2 * CE(q, softmax(z / T))}, where {@code
 * q} is the teacher's softmax at temperature T.
 *
 * @param teacher gives the probabilities
 * @param hardShare weight of the labels, 0 to 1
 * @param temperature T, above 0
 */
public record Distillation(Teacher teacher, double hardShare, double temperature) {
  /** Checks the ranges. */
  public Distillation {
    if (!(hardShare >= 0 && hardShare <= 1)
        || !(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "Distillation with hard share " + hardShare + " (0 to 1) and temperature " + temperature);
    }
  }

  /** Probabilities at temperature 1 turned in place into those at this temperature. */
  void soften(float[] probabilities, int classes) {
    if (temperature == 1) {
      return;
    }
    for (int start = 0; start < probabilities.length; start += classes) {
      double sum = 0;
      double[] raised = new double[classes];
      for (int c = 0; c < classes; c++) {
        raised[c] = Math.pow(probabilities[start + c], 1 / temperature);
        sum += raised[c];
      }
      for (int c = 0; c < classes; c++) {
        probabilities[start + c] = (float) (raised[c] / sum);
      }
    }
  }
}
