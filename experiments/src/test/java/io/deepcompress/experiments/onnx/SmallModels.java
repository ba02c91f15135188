package io.deepcompress.experiments.onnx;

import io.deepcompress.codec.ActivationQuantization;
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
import java.util.Optional;
import java.util.Random;

/** Networks of a few nodes with random weights, shared on an int8 grid. */
public final class SmallModels {
  private static final int LEVELS = 31;

  private final Random random;

  public SmallModels(long seed) {
    this.random = new Random(seed);
  }

  /** A chain of operations. */
  public static Network chain(Shape input, Operation... operations) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < operations.length; i++) {
      nodes.add(new Node("n" + i, operations[i], List.of(i)));
    }
    return new Network(List.of(new Input("in", input)), nodes, List.of(operations.length));
  }

  /** One operation that reads several inputs of one shape. */
  public static Network join(Shape shape, int inputs, Operation operation) {
    List<Input> read = new ArrayList<>();
    List<Integer> indexes = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      read.add(new Input("in" + i, shape));
      indexes.add(i);
    }
    return new Network(read, List.of(new Node("join", operation, indexes)), List.of(inputs));
  }

  public CompressedModel of(Network network, List<Optional<ActivationQuantization>> activations) {
    List<StoredTensor> tensors = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      tensors.add(parameter.role().isWeights() ? shared(parameter) : raw(parameter));
    }
    return new CompressedModel(
        network,
        tensors,
        activations,
        Collections.nCopies(network.inputs().size(), Preprocessing.NONE),
        List.of(),
        Map.of());
  }

  private StoredTensor raw(Parameter parameter) {
    return new RawTensor(
        parameter.shape(), ValueFormat.FLOAT32, values(parameter.shape().size(), 0.5));
  }

  private StoredTensor shared(Parameter parameter) {
    Shape shape = parameter.shape();
    float step = (float) (Math.sqrt(2.0 / shape.planeSize()) / LEVELS);
    float[] centroids = new float[2 * LEVELS];
    for (int i = 0; i < centroids.length; i++) {
      centroids[i] = (i < LEVELS ? i - LEVELS : i - LEVELS + 1) * 2 * step;
    }
    byte[] codes = new byte[shape.size()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) (random.nextBoolean() ? 1 + random.nextInt(centroids.length) : 0);
    }
    return SharedTensor.of(shape, new Codebook(centroids, ValueFormat.int8(step)), codes);
  }

  float[] values(int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }

  public float[][] inputs(Network network) {
    return network.inputs().stream()
        .map(input -> values(input.shape().size(), 1))
        .toArray(float[][]::new);
  }
}
