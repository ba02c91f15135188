package io.deepcompress.experiments.measure;

/** How far outputs are from those expected. */
public final class Agreement {
  private Agreement() {}

  /** Largest difference, divided by the range (largest minus smallest) of what was expected. */
  public static double relativeToRange(float[] expected, float[] actual) {
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float value : expected) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return largestDifference(expected, actual) / (most - least);
  }

  /** Largest difference of all that was expected; {@code actual} may be longer. */
  public static double largestDifference(float[] expected, float[] actual) {
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      // Math.max carries a NaN on, so that one is never taken for agreement.
      difference = Math.max(difference, Math.abs((double) expected[i] - actual[i]));
    }
    return difference;
  }

  /** Cosine of the angle between two vectors; NaN where one of them is zero. */
  public static double cosine(float[] first, float[] second) {
    double product = 0;
    double one = 0;
    double two = 0;
    for (int i = 0; i < first.length; i++) {
      product += (double) first[i] * second[i];
      one += (double) first[i] * first[i];
      two += (double) second[i] * second[i];
    }
    return product / Math.sqrt(one * two);
  }

  /** Correlation of two vectors: the cosine of what is left without their means. */
  public static double correlation(float[] first, float[] second) {
    return cosine(centred(first), centred(second));
  }

  /** Mean square of the difference, divided by the variance of what was expected. */
  public static double noise(float[] expected, float[] actual) {
    double noise = 0;
    double signal = 0;
    float[] centred = centred(expected);
    for (int i = 0; i < expected.length; i++) {
      noise += Math.pow((double) actual[i] - expected[i], 2);
      signal += (double) centred[i] * centred[i];
    }
    return noise / signal;
  }

  private static float[] centred(float[] values) {
    double mean = 0;
    for (float value : values) {
      mean += value / (double) values.length;
    }
    float[] centred = new float[values.length];
    for (int i = 0; i < centred.length; i++) {
      centred[i] = (float) (values[i] - mean);
    }
    return centred;
  }
}
