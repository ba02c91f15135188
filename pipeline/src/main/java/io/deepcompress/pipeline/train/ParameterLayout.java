package io.deepcompress.pipeline.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where each parameter of a network stands in its flattened vector, in the vector's order. */
final class ParameterLayout {
  private final List<Entry> entries;

  private ParameterLayout(List<Entry> entries) {
    this.entries = entries;
  }

  /**
   * One parameter.
   *
   * @param key DL4J's, such as {@code 0_W}
   * @param offset of its first value
   * @param length number of values
   * @param weight whether weight decay applies to it
   * @param statistic whether its "gradient" is the change itself, as for the running mean of a
   *     batch normalization
   */
  record Entry(String key, int offset, int length, boolean weight, boolean statistic) {
    /**
     * Turns gradients summed over a batch into those of the mean loss with weight decay.
     *
     * @param gradients of some of this parameter's values; changed
     * @param values those values
     */
    void average(float[] gradients, float[] values, int batch, double weightDecay) {
      float decay = weight ? (float) weightDecay : 0;
      float factor = 1f / batch;
      for (int i = 0; i < gradients.length; i++) {
        gradients[i] = gradients[i] * factor + decay * values[i];
      }
    }
  }

  static ParameterLayout of(NetworkHandle network) {
    INDArray all = network.parameters();
    if (all.length() > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException("Too many parameters to train: " + all.length());
    }
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, INDArray> parameter : network.model().paramTable().entrySet()) {
      String key = parameter.getKey();
      String name = key.substring(key.lastIndexOf('_') + 1);
      Layer layer = network.layerOf(key);
      var conf = layer == null ? null : layer.conf().getLayer();
      entries.add(
          new Entry(
              key,
              (int) (parameter.getValue().offset() - all.offset()),
              (int) parameter.getValue().length(),
              conf != null && conf.initializer().isWeightParam(conf, name),
              layer != null && !layer.updaterDivideByMinibatch(name)));
    }
    entries.sort(Comparator.comparingInt(Entry::offset));
    return new ParameterLayout(List.copyOf(entries));
  }

  List<Entry> entries() {
    return entries;
  }

  /**
   * Finds a parameter.
   *
   * @throws IllegalArgumentException if there is none of that key and length
   */
  Entry require(String key, int length) {
    Entry entry = require(key);
    if (entry.length() != length) {
      throw new IllegalArgumentException(
          "Parameter " + key + " has " + entry.length() + " values, not " + length);
    }
    return entry;
  }

  /**
   * Finds a parameter.
   *
   * @throws IllegalArgumentException if there is none of that key
   */
  Entry require(String key) {
    for (Entry entry : entries) {
      if (entry.key().equals(key)) {
        return entry;
      }
    }
    throw new IllegalArgumentException(
        "The network has no parameter "
            + key
            + "; it has "
            + entries.stream().map(Entry::key).toList());
  }
}
