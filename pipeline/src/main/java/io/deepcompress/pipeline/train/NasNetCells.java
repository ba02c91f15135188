package io.deepcompress.pipeline.train;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The cells of {@link NasNet}, one behind the other. Each reads the two values before it: in the
 * paper's figure 4, h[i] through a convolution of 1x1, and h[i-1] brought to the same size.
 */
final class NasNetCells {
  private final GraphBuilder graph;
  private final Map<Value, Value> rectified = new HashMap<>();

  /** The value that the next cell reads; h[i] in the paper. */
  private Value current;

  /** The value before that; h[i-1] in the paper. Null before the first cell. */
  private Value previous;

  /**
   * A picture in the graph.
   *
   * @param halvings how often its height and width have been halved
   */
  private record Value(String name, int channels, int halvings) {}

  /** Begins with the stem's convolution. */
  NasNetCells(int[] shape, int stemFilters, long seed) {
    graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(new Nesterovs(0.01, 0.9))
            .weightInit(WeightInit.RELU)
            .graphBuilder()
            .addInputs("input")
            .setInputTypes(InputType.convolutional(shape[1], shape[2], shape[0]));
    ConvolutionLayer convolution =
        new ConvolutionLayer.Builder(3, 3)
            .stride(2, 2)
            .nOut(stemFilters)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build();
    Value input = new Value("input", shape[0], 0);
    Value stem = layer("stem", convolution, input, stemFilters, 2);
    current = normalized("stem-norm", stem);
  }

  /** A cell that keeps the size and gives six times as many channels as it has filters. */
  void normal(String cell, int filters) {
    Value before = adjusted(cell, filters);
    Value here = projected(cell + "-here", current, filters);
    Value first =
        sum(
            cell + "-sum1",
            separable(cell + "-left1", here, filters, 5, 1),
            separable(cell + "-right1", before, filters, 3, 1));
    Value second =
        sum(
            cell + "-sum2",
            separable(cell + "-left2", before, filters, 5, 1),
            separable(cell + "-right2", before, filters, 3, 1));
    Value third = sum(cell + "-sum3", pooled(cell + "-left3", PoolingType.AVG, here, 3, 1), before);
    Value fourth =
        sum(
            cell + "-sum4",
            pooled(cell + "-left4", PoolingType.AVG, before, 3, 1),
            pooled(cell + "-right4", PoolingType.AVG, before, 3, 1));
    Value fifth = sum(cell + "-sum5", separable(cell + "-left5", here, filters, 3, 1), here);
    advance(merged(cell, before, first, second, third, fourth, fifth));
  }

  /** A cell that halves the size and gives four times as many channels as it has filters. */
  void reduction(String cell, int filters) {
    Value before = adjusted(cell, filters);
    Value here = projected(cell + "-here", current, filters);
    Value first =
        sum(
            cell + "-sum1",
            separable(cell + "-left1", here, filters, 5, 2),
            separable(cell + "-right1", before, filters, 7, 2));
    Value second =
        sum(
            cell + "-sum2",
            pooled(cell + "-left2", PoolingType.MAX, here, 3, 2),
            separable(cell + "-right2", before, filters, 7, 2));
    Value third =
        sum(
            cell + "-sum3",
            pooled(cell + "-left3", PoolingType.AVG, here, 3, 2),
            separable(cell + "-right3", before, filters, 5, 2));
    Value fourth =
        sum(cell + "-sum4", pooled(cell + "-left4", PoolingType.AVG, first, 3, 1), second);
    Value fifth =
        sum(
            cell + "-sum5",
            separable(cell + "-left5", first, filters, 3, 1),
            pooled(cell + "-right5", PoolingType.MAX, here, 3, 2));
    advance(merged(cell, second, third, fourth, fifth));
  }

  /** Ends with the classifier. */
  ComputationGraph finish(int classes) {
    Value active = relu(current);
    graph.addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), active.name());
    OutputLayer output =
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(classes)
            .activation(Activation.SOFTMAX)
            .build();
    graph.addLayer("output", output, "pool").setOutputs("output");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  private void advance(Value next) {
    previous = current;
    current = next;
  }

  /** The value before the current one, of the current one's size and that many channels. */
  private Value adjusted(String cell, int filters) {
    if (previous == null) {
      return current;
    }
    if (previous.halvings() != current.halvings()) {
      return halved(cell + "-before", filters);
    }
    return previous.channels() == filters
        ? previous
        : projected(cell + "-before", previous, filters);
  }

  /**
   * Half of the channels from pixels of even rows and columns, half from those of odd ones
   * ("factorized reduction" in the authors' code).
   */
  private Value halved(String name, int filters) {
    Value active = relu(previous);
    Value even = everySecond(name + "-even", active, filters / 2);
    Value padded = layer(name + "-pad", new ZeroPaddingLayer.Builder(0, 1, 0, 1).build(), active);
    Value moved = layer(name + "-crop", new Cropping2D.Builder(1, 0, 1, 0).build(), padded);
    Value odd = everySecond(name + "-odd", moved, filters / 2);
    return normalized(name + "-norm", merged(name, even, odd));
  }

  private Value everySecond(String name, Value from, int filters) {
    return pointwise(name, pooled(name + "-pool", PoolingType.AVG, from, 1, 2), filters);
  }

  private Value projected(String name, Value from, int filters) {
    return normalized(name + "-norm", pointwise(name, relu(from), filters));
  }

  /** Twice a rectifier, a separable convolution and a normalization; only the first strides. */
  private Value separable(String name, Value from, int filters, int kernel, int stride) {
    Value half = separableOnce(name + "a", from, filters, kernel, stride);
    return separableOnce(name + "b", half, filters, kernel, 1);
  }

  private Value separableOnce(String name, Value from, int filters, int kernel, int stride) {
    SeparableConvolution2D convolution =
        new SeparableConvolution2D.Builder(kernel, kernel)
            .stride(stride, stride)
            .convolutionMode(ConvolutionMode.Same)
            .nOut(filters)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build();
    Value active = relu(from);
    return normalized(name + "-norm", layer(name, convolution, active, filters, stride));
  }

  private Value pointwise(String name, Value from, int filters) {
    ConvolutionLayer convolution =
        new ConvolutionLayer.Builder(1, 1)
            .nOut(filters)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build();
    return layer(name, convolution, from, filters, 1);
  }

  private Value pooled(String name, PoolingType type, Value from, int kernel, int stride) {
    SubsamplingLayer pooling =
        new SubsamplingLayer.Builder(type)
            .kernelSize(kernel, kernel)
            .stride(stride, stride)
            .convolutionMode(ConvolutionMode.Same)
            .avgPoolIncludePadInDivisor(false)
            .build();
    return layer(name, pooling, from, from.channels(), stride);
  }

  private Value normalized(String name, Value from) {
    return layer(name, new BatchNormalization.Builder().decay(0.9997).eps(1e-3).build(), from);
  }

  /**
   * Rectifies a copy. DL4J 1.0.0-M2.1 writes an activation layer's output over its input when it
   * predicts without workspaces, and others read that input; a sum of one value is a copy of it.
   */
  private Value relu(Value from) {
    return rectified.computeIfAbsent(
        from,
        value -> {
          Value copy = sum(value.name() + "-copy", value);
          return layer(value.name() + "-relu", new ActivationLayer(Activation.RELU), copy);
        });
  }

  private Value layer(String name, Layer layer, Value from) {
    return layer(name, layer, from, from.channels(), 1);
  }

  private Value layer(String name, Layer layer, Value from, int channels, int stride) {
    graph.addLayer(name, layer, from.name());
    return new Value(name, channels, from.halvings() + (stride == 2 ? 1 : 0));
  }

  private Value sum(String name, Value... parts) {
    graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), names(parts));
    return new Value(name, parts[0].channels(), parts[0].halvings());
  }

  private Value merged(String name, Value... parts) {
    graph.addVertex(name, new MergeVertex(), names(parts));
    int channels = Arrays.stream(parts).mapToInt(Value::channels).sum();
    return new Value(name, channels, parts[0].halvings());
  }

  private static String[] names(Value... values) {
    return Arrays.stream(values).map(Value::name).toArray(String[]::new);
  }
}
