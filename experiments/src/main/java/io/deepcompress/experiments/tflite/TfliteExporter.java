package io.deepcompress.experiments.tflite;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a compressed model as a dense .tflite file, as far as convolutional classifiers need it.
 * Images are {@code [batch, height, width, channels]} there; a ReLU becomes part of the layer
 * before it, as TensorFlow's own converter does it. In an integer network, softmax and local
 * response normalization are computed in float32: TensorFlow Lite has no other form of the latter.
 */
public final class TfliteExporter {
  private static final byte RELU = 1;

  private final Network network;
  private final TfliteNumbers numbers;
  private final int batch;
  private final TfliteFusion fusion;
  private final TfliteGrids grids;
  private final TfliteGraph graph;
  private final TfliteWeights weights;
  private final TfliteNormalization normalization;
  private final List<Value> values = new ArrayList<>();

  /**
   * A value of the network in the graph.
   *
   * @param grid of its integers, or null where it is float32
   * @param image of which a vector holds the elements, channels last; null for other values
   * @param positive whether none of it is below 0
   */
  private record Value(int tensor, ActivationQuantization grid, Shape image, boolean positive) {}

  private TfliteExporter(CompressedModel model, TfliteNumbers numbers, int batch) {
    this.network = model.network();
    this.numbers = numbers;
    this.batch = batch;
    this.fusion = new TfliteFusion(network);
    this.grids = new TfliteGrids(model, fusion);
    long bytes = (isFloat() ? 4 : 1) * network.parameterCount() + (1 << 16);
    this.graph = new TfliteGraph((int) Math.min(Integer.MAX_VALUE / 2, bytes));
    this.weights = new TfliteWeights(model, graph);
    this.normalization = new TfliteNormalization(graph);
  }

  /**
   * Exports a model with one input and one output.
   *
   * @param batch samples that the exported network takes at once
   * @throws IllegalArgumentException naming the node, if this exporter does not know what it does
   *     or misses the range of a value that should become integers
   * @throws ModelFormatException if a tensor's bytes turn out invalid
   */
  public static ByteBuffer export(CompressedModel model, TfliteNumbers numbers, int batch)
      throws ModelFormatException {
    return new TfliteExporter(model, numbers, batch).export();
  }

  private boolean isFloat() {
    return numbers == TfliteNumbers.FLOAT;
  }

  private ByteBuffer export() throws ModelFormatException {
    boolean bytes = numbers == TfliteNumbers.INT8_THROUGHOUT;
    ActivationQuantization read = bytes ? grids.of(0) : null;
    Value input = new Value(graph.value(read, sizes(network.shape(0))), read, null, false);
    values.add(isFloat() ? input : on(grids.of(0), input, network.shape(0)));
    for (int i = 0; i < network.nodes().size(); i++) {
      Node node = network.nodes().get(i);
      try {
        values.add(add(i, node));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("node '" + node.name() + "': " + e.getMessage(), e);
      }
    }
    int last = network.outputs().get(0);
    Value output = on(bytes ? grids.of(last) : null, values.get(last), network.shape(last));
    return graph.finish(input.tensor(), output.tensor());
  }

  /** The same value as integers of a grid, or as float32. */
  private Value on(ActivationQuantization grid, Value x, Shape shape) {
    if (grid == null ? x.grid() == null : grid.equals(x.grid())) {
      return x;
    }
    TfliteGraph.Kind kind = grid == null ? TfliteGraph.Kind.DEQUANTIZE : TfliteGraph.Kind.QUANTIZE;
    Value moved = operator(kind, grid, x.positive(), shape, new int[] {x.tensor()});
    return new Value(moved.tensor(), grid, x.image(), x.positive());
  }

  private int[] sizes(Shape shape) {
    return shape.rank() == 3
        ? new int[] {batch, shape.dimension(1), shape.dimension(2), shape.channels()}
        : new int[] {batch, shape.size()};
  }

  private Value add(int index, Node node) throws ModelFormatException {
    int read = node.inputs().get(0);
    if (fusion.isTaken(index)) {
      return values.get(read);
    }
    Operation operation = node.operation();
    Shape in = network.shape(read);
    Value x = isFloat() ? values.get(read) : on(grids.of(read), values.get(read), in);
    Shape out = network.shape(network.valueOf(index));
    if (operation instanceof Operation.Dense && in.rank() == 1) {
      return dense(index, x, in, out);
    } else if (operation instanceof Operation.Convolution convolution) {
      return convolution(index, convolution, x, in, out);
    } else if (operation instanceof Operation.Pooling pooling) {
      return pool(pooling, x, in, out);
    } else if (operation instanceof Operation.GlobalPooling pooling
        && pooling.pool() == Operation.Pool.AVERAGE) {
      int axes = graph.constant(new int[] {1, 2}, 2);
      int[] inputs = {x.tensor(), axes};
      return operator(TfliteGraph.Kind.MEAN, written(index), x.positive(), out, inputs);
    } else if (operation instanceof Operation.Concatenate) {
      return concatenate(index, node.inputs(), out);
    } else if (operation instanceof Operation.LocalResponseNormalization lrn) {
      int tensor = normalization.add(lrn, on(null, x, in).tensor(), sizes(out));
      return on(written(index), new Value(tensor, null, null, x.positive()), out);
    } else if (operation instanceof Operation.Softmax) {
      int[] inputs = {on(null, x, in).tensor()};
      return operator(TfliteGraph.Kind.SOFTMAX, null, true, out, inputs, 1f);
    } else if (operation instanceof Operation.Reshape && out.rank() == 1 && in.rank() == 3) {
      int[] inputs = {x.tensor()};
      Value flat =
          operator(TfliteGraph.Kind.RESHAPE, x.grid(), x.positive(), out, inputs, sizes(out));
      return new Value(flat.tensor(), flat.grid(), in, flat.positive());
    }
    throw new IllegalArgumentException(
        "export of " + operation + " to TensorFlow Lite is not supported");
  }

  private Value operator(
      TfliteGraph.Kind kind,
      ActivationQuantization grid,
      boolean positive,
      Shape out,
      int[] inputs,
      Object... options) {
    int output = graph.value(grid, sizes(out));
    graph.operator(kind, output, inputs, options);
    return new Value(output, grid, null, positive);
  }

  /** The grid of what a node's operator writes; null for float32. */
  private ActivationQuantization written(int index) {
    return isFloat() ? null : grids.of(fusion.written(index));
  }

  private byte activation(int index) {
    return fusion.takesRelu(index) ? RELU : TfliteGraph.NO_ACTIVATION;
  }

  /** What a layer reads: the value, weights and a bias. */
  private int[] inputs(int index, Value x, int read, Shape image, int... sizes)
      throws ModelFormatException {
    return isFloat()
        ? weights.floats(index, read, image, sizes)
        : weights.integers(index, read, x.grid().scale(), image, sizes);
  }

  private Value dense(int index, Value x, Shape in, Shape out) throws ModelFormatException {
    byte activation = activation(index);
    return operator(
        TfliteGraph.Kind.FULLY_CONNECTED,
        written(index),
        activation == RELU,
        out,
        inputs(index, x, x.tensor(), x.image() == null ? in : x.image(), out.size(), in.size()),
        activation);
  }

  private Value convolution(
      int index, Operation.Convolution convolution, Value x, Shape in, Shape out)
      throws ModelFormatException {
    Window window = convolution.window();
    TflitePadding padding = TflitePadding.of(window, in, out);
    int channels = in.channels() / convolution.groups();
    int height = window.kernelHeight();
    int width = window.kernelWidth();
    Shape image = Shape.of(channels, height, width);
    byte activation = activation(index);
    return operator(
        TfliteGraph.Kind.CONVOLUTION,
        written(index),
        activation == RELU,
        out,
        inputs(index, x, padded(padding, x, in), image, out.channels(), height, width, channels),
        padding.mode(),
        window.strideWidth(),
        window.strideHeight(),
        activation,
        window.dilationWidth(),
        window.dilationHeight());
  }

  private Value pool(Operation.Pooling pooling, Value x, Shape in, Shape out) {
    Window window = pooling.window();
    TflitePadding padding = TflitePadding.of(window, in, out);
    boolean max = pooling.pool() == Operation.Pool.MAX;
    if (!max && pooling.pool() != Operation.Pool.AVERAGE
        || padding.isApart() && !(max && x.positive())) {
      throw new IllegalArgumentException(
          "export of " + pooling + " to TensorFlow Lite is not supported");
    }
    return operator(
        max ? TfliteGraph.Kind.MAX_POOL : TfliteGraph.Kind.AVERAGE_POOL,
        x.grid(),
        x.positive(),
        out,
        new int[] {padded(padding, x, in)},
        padding.mode(),
        window.strideWidth(),
        window.strideHeight(),
        window.kernelWidth(),
        window.kernelHeight(),
        TfliteGraph.NO_ACTIVATION);
  }

  private Value concatenate(int index, List<Integer> read, Shape out) {
    ActivationQuantization grid = written(index);
    boolean positive = true;
    int[] inputs = new int[read.size()];
    for (int i = 0; i < inputs.length; i++) {
      Value x = values.get(read.get(i));
      positive &= x.positive();
      inputs[i] = on(grid, x, network.shape(read.get(i))).tensor();
    }
    return operator(TfliteGraph.Kind.CONCATENATION, grid, positive, out, inputs, out.rank());
  }

  /** Puts zeros around an image where the format's own padding does not. */
  private int padded(TflitePadding padding, Value x, Shape in) {
    if (!padding.isApart()) {
      return x.tensor();
    }
    int pads =
        graph.constant(
            new int[] {
              0, 0, padding.top(), padding.bottom(), padding.left(), padding.right(), 0, 0
            },
            4,
            2);
    Shape shape =
        Shape.of(
            in.channels(),
            in.dimension(1) + padding.top() + padding.bottom(),
            in.dimension(2) + padding.left() + padding.right());
    int[] inputs = {x.tensor(), pads};
    return operator(TfliteGraph.Kind.PAD, x.grid(), x.positive(), shape, inputs).tensor();
  }
}
