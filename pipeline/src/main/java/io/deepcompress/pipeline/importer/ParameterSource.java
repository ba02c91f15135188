package io.deepcompress.pipeline.importer;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Function;

/** Where the values of one codec parameter come from. */
sealed interface ParameterSource {

  /** Keys of the DL4J parameters that are read. */
  List<String> keys();

  /** Number of values. */
  int length();

  /** Values in the codec's order, a new array. */
  float[] read(Function<String, float[]> values);

  /** The reverse of {@link #read}, into live views of DL4J's parameters. */
  void write(float[] codecValues, Function<String, FloatBuffer> targets);

  /**
   * A run of one DL4J parameter.
   *
   * @param order of the run in DL4J
   */
  record View(String key, int start, int length, Order order) implements ParameterSource {

    /** A whole DL4J parameter in the codec's own order. */
    static View whole(String key, int length) {
      return new View(key, 0, length, Order.SAME);
    }

    int toDl4j(int index) {
      return order.toDl4j(index);
    }

    View requireLength(int given) {
      if (given != length) {
        throw new IllegalArgumentException(given + " values for " + length + " of " + key);
      }
      return this;
    }

    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public float[] read(Function<String, float[]> values) {
      float[] all = values.apply(key);
      float[] result = new float[length];
      for (int i = 0; i < length; i++) {
        result[i] = all[start + toDl4j(i)];
      }
      return result;
    }

    @Override
    public void write(float[] codecValues, Function<String, FloatBuffer> targets) {
      requireLength(codecValues.length);
      FloatBuffer target = targets.apply(key);
      for (int i = 0; i < length; i++) {
        target.put(start + toDl4j(i), codecValues[i]);
      }
    }
  }

  /**
   * Parameters of a batch normalization (Ioffe and Szegedy 2015): {@code gamma * (x - mean) /
   * sqrt(variance + epsilon) + beta}.
   *
   * @param gamma key of the factor, or empty where it is the constant
   * @param beta key of the offset, or empty where it is the constant
   * @param logDeviation whether the variance is stored as the decimal logarithm of its root
   */
  record Statistics(
      String gamma,
      String beta,
      String mean,
      String variance,
      boolean logDeviation,
      double epsilon,
      double constantGamma,
      double constantBeta) {

    List<String> keys() {
      return gamma.isEmpty() ? List.of(mean, variance) : List.of(gamma, beta, mean, variance);
    }

    double scale(Function<String, float[]> values, int channel) {
      double factor = gamma.isEmpty() ? constantGamma : values.apply(gamma)[channel];
      return factor / deviation(values.apply(variance)[channel]);
    }

    double deviation(double stored) {
      double square = logDeviation ? Math.pow(10, 2 * stored) : stored;
      return Math.sqrt(square + epsilon);
    }

    double shift(Function<String, float[]> values, int channel) {
      double offset = beta.isEmpty() ? constantBeta : values.apply(beta)[channel];
      return offset - values.apply(mean)[channel] * scale(values, channel);
    }
  }

  /** Factor per channel of a batch normalization. */
  record Scale(Statistics statistics, int length) implements ParameterSource {
    @Override
    public List<String> keys() {
      return statistics.keys();
    }

    @Override
    public float[] read(Function<String, float[]> values) {
      float[] result = new float[length];
      for (int i = 0; i < length; i++) {
        result[i] = (float) statistics.scale(values, i);
      }
      return result;
    }

    @Override
    public void write(float[] codecValues, Function<String, FloatBuffer> targets) {
      if (!statistics.gamma().isEmpty()) {
        FloatBuffer gamma = targets.apply(statistics.gamma());
        FloatBuffer variance = targets.apply(statistics.variance());
        for (int i = 0; i < codecValues.length; i++) {
          gamma.put(i, (float) (codecValues[i] * statistics.deviation(variance.get(i))));
        }
      }
    }
  }

  /** Offset per channel of a batch normalization. */
  record Shift(Statistics statistics, int length) implements ParameterSource {
    @Override
    public List<String> keys() {
      return statistics.keys();
    }

    @Override
    public float[] read(Function<String, float[]> values) {
      float[] result = new float[length];
      for (int i = 0; i < length; i++) {
        result[i] = (float) statistics.shift(values, i);
      }
      return result;
    }

    @Override
    public void write(float[] codecValues, Function<String, FloatBuffer> targets) {
      if (!statistics.gamma().isEmpty()) {
        FloatBuffer gamma = targets.apply(statistics.gamma());
        FloatBuffer beta = targets.apply(statistics.beta());
        FloatBuffer mean = targets.apply(statistics.mean());
        FloatBuffer variance = targets.apply(statistics.variance());
        for (int i = 0; i < codecValues.length; i++) {
          double scale = gamma.get(i) / statistics.deviation(variance.get(i));
          beta.put(i, (float) (codecValues[i] + mean.get(i) * scale));
        }
      }
    }
  }
}
