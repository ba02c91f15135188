package io.deepcompress.runtime;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.codec.network.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small random models. */
final class Models {
  private final Random random;
  private double density = 0.4;
  private boolean raw;
  private boolean int8Grid;
  private boolean channelScales;

  Models(long seed) {
    this.random = new Random(seed);
  }

  Models density(double value) {
    density = value;
    return this;
  }

  /** Weights that are not shared. */
  Models raw() {
    raw = true;
    return this;
  }

  /** Codebooks on an int8 grid. */
  Models int8Grid() {
    int8Grid = true;
    return this;
  }

  Models channelScales() {
    channelScales = true;
    return this;
  }

  Random random() {
    return random;
  }

  /** A chain of operations on one input. */
  CompressedModel chain(Shape input, Operation... operations) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < operations.length; i++) {
      nodes.add(new Node("n" + i, operations[i], List.of(i)));
    }
    return of(new Network(List.of(new Input("in", input)), nodes, List.of(operations.length)));
  }

  CompressedModel of(Network network) {
    List<StoredTensor> tensors = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      tensors.add(tensor(parameter));
    }
    return new CompressedModel(
        network,
        tensors,
        List.of(),
        Collections.nCopies(network.inputs().size(), Preprocessing.NONE),
        List.of(),
        Map.of());
  }

  private StoredTensor tensor(Parameter parameter) {
    Shape shape = parameter.shape();
    if (!parameter.role().isWeights() || raw) {
      float[] values = new float[shape.size()];
      double factor = parameter.role().isWeights() ? Math.sqrt(2.0 / shape.planeSize()) : 0.5;
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() * factor);
      }
      return new RawTensor(shape, ValueFormat.FLOAT32, values);
    }
    int size = 1 + random.nextInt(40);
    float step = (float) (Math.sqrt(2.0 / shape.planeSize() / Math.max(density, 0.01)) / 40);
    ValueFormat format = int8Grid ? ValueFormat.int8(step) : ValueFormat.FLOAT32;
    java.util.TreeSet<Float> centroids = new java.util.TreeSet<>();
    for (int i = 0; i < size; i++) {
      float value = (float) (random.nextGaussian() * 40 * step);
      float rounded = format.round(value);
      if (Float.floatToRawIntBits(rounded) != 0) {
        centroids.add(rounded);
      }
    }
    float[] values = new float[centroids.size()];
    int k = 0;
    for (float value : centroids) {
      values[k++] = value;
    }
    byte[] codes = new byte[shape.size()];
    for (int i = 0; i < codes.length; i++) {
      boolean kept = random.nextDouble() < density && values.length > 0;
      codes[i] = (byte) (kept ? 1 + random.nextInt(values.length) : 0);
    }
    float[] scales = new float[channelScales ? shape.channels() : 0];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = 0.5f + random.nextFloat();
    }
    return SharedTensor.of(shape, new Codebook(values, format), scales, codes);
  }

  float[] input(Shape shape) {
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
