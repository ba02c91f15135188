package io.deepcompress.experiments.tflite;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.experiments.dense.IntegerTensor;
import java.util.Arrays;
import java.util.List;

/** The constants of layers with weights. */
final class TfliteWeights {
  private final CompressedModel model;
  private final TfliteGraph graph;

  TfliteWeights(CompressedModel model, TfliteGraph graph) {
    this.model = model;
    this.graph = graph;
  }

  /**
   * Adds float32 weights and a bias, zeros where the layer has none.
   *
   * @param read the tensor that the layer reads
   * @param image which the weights of one output span
   * @param sizes of the weights, the outputs first
   * @return the layer's inputs: what it reads, weights, bias
   */
  int[] floats(int index, int read, Shape image, int... sizes) throws ModelFormatException {
    List<Integer> parameters = model.network().parametersOf(index);
    float[] weights = ChannelsLast.of(floats(parameters.get(0)), image);
    return new int[] {
      read, graph.constant(weights, sizes), graph.constant(bias(parameters, sizes[0]), sizes[0])
    };
  }

  /**
   * The same in integers: int8 weights with a scale for each output, and an int32 bias.
   *
   * @param inputScale of the integers that the layer reads
   */
  int[] integers(int index, int read, float inputScale, Shape image, int... sizes)
      throws ModelFormatException {
    List<Integer> parameters = model.network().parametersOf(index);
    IntegerTensor weights = IntegerTensor.of(model.tensors().get(parameters.get(0)));
    int[] bias = weights.bias(bias(parameters, sizes[0]), inputScale);
    return new int[] {
      read,
      graph.constant(
          ChannelsLast.of(weights.values(), image), each(weights.scales(), sizes[0]), sizes),
      graph.constant(bias, each(weights.productScales(inputScale), sizes[0]), sizes[0])
    };
  }

  /** A scale for each output, also where one serves all, as TensorFlow's converter has it. */
  private static float[] each(float[] scales, int count) {
    if (scales.length == count) {
      return scales;
    }
    float[] repeated = new float[count];
    Arrays.fill(repeated, scales[0]);
    return repeated;
  }

  private float[] bias(List<Integer> parameters, int count) throws ModelFormatException {
    return parameters.size() > 1 ? floats(parameters.get(1)) : new float[count];
  }

  private float[] floats(int parameter) throws ModelFormatException {
    return model.tensors().get(parameter).toFloats();
  }
}
