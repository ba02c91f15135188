package io.deepcompress.experiments.tflite;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a compressed model as a dense float32 .tflite file, as far as convolutional classifiers
 * need it. Images are {@code [batch, height, width, channels]} there; a ReLU becomes part of the
 * layer before it, as TensorFlow's own converter does it.
 */
public final class TfliteExporter {
  private static final byte SAME = 0;
  private static final byte VALID = 1;
  private static final byte NO_ACTIVATION = 0;
  private static final byte RELU = 1;

  private final CompressedModel model;
  private final Network network;
  private final int batch;
  private final TfliteGraph graph;
  private final List<Value> values = new ArrayList<>();

  /**
   * A value of the network in the graph.
   *
   * @param image of which a vector holds the elements, channels last; null for other values
   * @param positive whether none of it is below 0
   */
  private record Value(int tensor, Shape image, boolean positive) {}

  private TfliteExporter(CompressedModel model, int batch) {
    this.model = model;
    this.network = model.network();
    this.batch = batch;
    long bytes = 4 * network.parameterCount() + (1 << 16);
    this.graph = new TfliteGraph((int) Math.min(Integer.MAX_VALUE / 2, bytes));
  }

  /**
   * Exports a model with one input and one output.
   *
   * @param batch samples that the exported network takes at once
   * @throws IllegalArgumentException naming the node, if this exporter does not know what it does
   * @throws ModelFormatException if a tensor's bytes turn out invalid
   */
  public static ByteBuffer export(CompressedModel model, int batch) throws ModelFormatException {
    return new TfliteExporter(model, batch).export();
  }

  /** The elements of an image {@code [channels, height, width]} with the channels last. */
  public static float[] channelsLast(float[] values, Shape image) {
    return image.rank() == 3 ? channelsLast(values, 1, image) : values.clone();
  }

  private static float[] channelsLast(float[] values, int count, Shape image) {
    float[] moved = new float[values.length];
    int channels = image.channels();
    int plane = image.planeSize();
    for (int i = 0; i < count; i++) {
      int start = i * channels * plane;
      for (int channel = 0; channel < channels; channel++) {
        for (int at = 0; at < plane; at++) {
          moved[start + at * channels + channel] = values[start + channel * plane + at];
        }
      }
    }
    return moved;
  }

  private ByteBuffer export() throws ModelFormatException {
    values.add(new Value(graph.value(sizes(network.shape(0))), null, false));
    for (int i = 0; i < network.nodes().size(); i++) {
      Node node = network.nodes().get(i);
      try {
        values.add(add(i, node));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("node '" + node.name() + "': " + e.getMessage(), e);
      }
    }
    return graph.finish(values.get(0).tensor(), values.get(network.outputs().get(0)).tensor());
  }

  private int[] sizes(Shape shape) {
    return shape.rank() == 3
        ? new int[] {batch, shape.dimension(1), shape.dimension(2), shape.channels()}
        : new int[] {batch, shape.size()};
  }

  private Value add(int index, Node node) throws ModelFormatException {
    Operation operation = node.operation();
    Value x = values.get(node.inputs().get(0));
    Shape in = network.shape(node.inputs().get(0));
    Shape out = network.shape(network.valueOf(index));
    if (operation instanceof Operation.Dense && in.rank() == 1) {
      return dense(index, x, in, out);
    } else if (operation instanceof Operation.Convolution convolution
        && convolution.groups() == 1) {
      return convolution(index, convolution.window(), x, in, out);
    } else if (isRelu(operation) && isLayer(node.inputs().get(0))) {
      return x;
    } else if (operation instanceof Operation.Pooling pooling) {
      return pool(pooling, x, in, out);
    } else if (operation instanceof Operation.GlobalPooling pooling
        && pooling.pool() == Operation.Pool.AVERAGE) {
      int axes = graph.constant(new int[] {1, 2}, 2);
      return operator(TfliteGraph.Kind.MEAN, x.positive(), out, new int[] {x.tensor(), axes});
    } else if (operation instanceof Operation.Concatenate) {
      List<Value> read = node.inputs().stream().map(values::get).toList();
      int[] inputs = read.stream().mapToInt(Value::tensor).toArray();
      boolean positive = read.stream().allMatch(Value::positive);
      int axis = in.rank();
      return operator(TfliteGraph.Kind.CONCATENATION, positive, out, inputs, axis);
    } else if (operation instanceof Operation.LocalResponseNormalization lrn) {
      return operator(
          TfliteGraph.Kind.LOCAL_RESPONSE_NORMALIZATION,
          x.positive(),
          out,
          new int[] {x.tensor()},
          lrn.size() / 2,
          lrn.k(),
          lrn.alpha(),
          lrn.beta());
    } else if (operation instanceof Operation.Softmax) {
      return operator(TfliteGraph.Kind.SOFTMAX, true, out, new int[] {x.tensor()}, 1f);
    } else if (operation instanceof Operation.Reshape && out.rank() == 1 && in.rank() == 3) {
      Value flat =
          operator(TfliteGraph.Kind.RESHAPE, x.positive(), out, new int[] {x.tensor()}, sizes(out));
      return new Value(flat.tensor(), in, flat.positive());
    }
    throw new IllegalArgumentException(
        "export of " + operation + " to TensorFlow Lite is not supported");
  }

  private Value operator(
      TfliteGraph.Kind kind, boolean positive, Shape out, int[] inputs, Object... options) {
    int output = graph.value(sizes(out));
    graph.operator(kind, output, inputs, options);
    return new Value(output, null, positive);
  }

  private static boolean isRelu(Operation operation) {
    return operation instanceof Operation.Activation activation
        && activation.function() == ActivationFunction.RELU;
  }

  /** Whether a layer with weights computes a value, and has taken its only reader, a ReLU, in. */
  private boolean isLayer(int value) {
    return value > 0 && activation(value - 1) == RELU;
  }

  /** What a layer with weights applies to what it computes. */
  private byte activation(int index) {
    Operation operation = network.nodes().get(index).operation();
    int value = network.valueOf(index);
    List<Node> readers =
        network.nodes().stream().filter(node -> node.inputs().contains(value)).toList();
    boolean layer =
        operation instanceof Operation.Dense || operation instanceof Operation.Convolution;
    return layer
            && readers.size() == 1
            && isRelu(readers.get(0).operation())
            && !network.outputs().contains(value)
        ? RELU
        : NO_ACTIVATION;
  }

  private float[] floats(int parameter) throws ModelFormatException {
    return model.tensors().get(parameter).toFloats();
  }

  private int bias(List<Integer> parameters, int count) throws ModelFormatException {
    return graph.constant(
        parameters.size() > 1 ? floats(parameters.get(1)) : new float[count], count);
  }

  private Value dense(int index, Value x, Shape in, Shape out) throws ModelFormatException {
    List<Integer> parameters = network.parametersOf(index);
    float[] weights = floats(parameters.get(0));
    if (x.image() != null) {
      weights = channelsLast(weights, out.size(), x.image());
    }
    byte activation = activation(index);
    int[] inputs = {
      x.tensor(), graph.constant(weights, out.size(), in.size()), bias(parameters, out.size())
    };
    return operator(TfliteGraph.Kind.FULLY_CONNECTED, activation == RELU, out, inputs, activation);
  }

  private Value convolution(int index, Window window, Value x, Shape in, Shape out)
      throws ModelFormatException {
    List<Integer> parameters = network.parametersOf(index);
    int filters = out.channels();
    int height = window.kernelHeight();
    int width = window.kernelWidth();
    float[] weights =
        channelsLast(floats(parameters.get(0)), filters, Shape.of(in.channels(), height, width));
    byte activation = activation(index);
    int[] inputs = {
      padded(window, x, in, out),
      graph.constant(weights, filters, height, width, in.channels()),
      bias(parameters, filters)
    };
    return operator(
        TfliteGraph.Kind.CONVOLUTION,
        activation == RELU,
        out,
        inputs,
        padding(window, in, out),
        window.strideWidth(),
        window.strideHeight(),
        activation,
        window.dilationWidth(),
        window.dilationHeight());
  }

  private Value pool(Operation.Pooling pooling, Value x, Shape in, Shape out) {
    Window window = pooling.window();
    boolean max = pooling.pool() == Operation.Pool.MAX;
    boolean pads = padding(window, in, out) == VALID && isPadded(window, in, out);
    if (!max && pooling.pool() != Operation.Pool.AVERAGE || pads && !(max && x.positive())) {
      throw new IllegalArgumentException(
          "export of " + pooling + " to TensorFlow Lite is not supported");
    }
    return operator(
        max ? TfliteGraph.Kind.MAX_POOL : TfliteGraph.Kind.AVERAGE_POOL,
        x.positive(),
        out,
        new int[] {padded(window, x, in, out)},
        padding(window, in, out),
        window.strideWidth(),
        window.strideHeight(),
        window.kernelWidth(),
        window.kernelHeight(),
        NO_ACTIVATION);
  }

  /** Pads by an operator of its own where none of the format's two paddings is the window's. */
  private int padded(Window window, Value x, Shape in, Shape out) {
    if (padding(window, in, out) == SAME || !isPadded(window, in, out)) {
      return x.tensor();
    }
    int top = window.top();
    int left = window.left();
    int bottom = reach(out.dimension(1), window.strideHeight(), window.spanHeight()) - top;
    int right = reach(out.dimension(2), window.strideWidth(), window.spanWidth()) - left;
    bottom = Math.max(0, bottom - in.dimension(1));
    right = Math.max(0, right - in.dimension(2));
    int pads = graph.constant(new int[] {0, 0, top, bottom, left, right, 0, 0}, 4, 2);
    Shape shape =
        Shape.of(in.channels(), in.dimension(1) + top + bottom, in.dimension(2) + left + right);
    return operator(TfliteGraph.Kind.PAD, x.positive(), shape, new int[] {x.tensor(), pads})
        .tensor();
  }

  /** Rows or columns from the first window's start to the last one's end. */
  private static int reach(int outputs, int stride, int span) {
    return (outputs - 1) * stride + span;
  }

  private static boolean isPadded(Window window, Shape in, Shape out) {
    return window.top() > 0
        || window.left() > 0
        || reach(out.dimension(1), window.strideHeight(), window.spanHeight()) > in.dimension(1)
        || reach(out.dimension(2), window.strideWidth(), window.spanWidth()) > in.dimension(2);
  }

  /**
   * SAME where it puts the zeros where the window wants them: as many as are needed for one output
   * a stride, half of them (rounded down) before.
   */
  private static byte padding(Window window, Shape in, Shape out) {
    return isPadded(window, in, out)
            && isSame(
                in.dimension(1),
                out.dimension(1),
                window.strideHeight(),
                window.spanHeight(),
                window.top())
            && isSame(
                in.dimension(2),
                out.dimension(2),
                window.strideWidth(),
                window.spanWidth(),
                window.left())
        ? SAME
        : VALID;
  }

  private static boolean isSame(int in, int out, int stride, int span, int before) {
    return out == (in + stride - 1) / stride
        && before == Math.max(0, reach(out, stride, span) - in) / 2;
  }
}
