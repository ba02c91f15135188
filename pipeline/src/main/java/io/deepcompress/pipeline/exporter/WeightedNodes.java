package io.deepcompress.pipeline.exporter;

import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.pipeline.importer.Order;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** Lowers the nodes that have parameters; an activation function behind one becomes part of it. */
final class WeightedNodes {

  private final Lowering target;
  private final int node;
  private final List<Integer> parameters;

  private WeightedNodes(Lowering target, int node) {
    this.target = target;
    this.node = node;
    this.parameters = target.network().parametersOf(node);
  }

  /** Lowers a node, or does nothing where it has no parameters. */
  static boolean lower(Lowering target, int node) throws ExportException {
    WeightedNodes lowering = new WeightedNodes(target, node);
    Operation operation = target.network().nodes().get(node).operation();
    if (operation instanceof Operation.Dense dense) {
      lowering.dense(dense);
    } else if (operation instanceof Operation.Convolution convolution) {
      lowering.convolution(convolution);
    } else if (operation instanceof Operation.Deconvolution deconvolution) {
      lowering.deconvolution(deconvolution);
    } else if (operation instanceof Operation.Affine) {
      lowering.affine();
    } else if (operation instanceof Operation.PRelu prelu) {
      lowering.prelu(prelu);
    } else if (operation instanceof Operation.Lstm lstm) {
      lowering.lstm(lstm);
    } else {
      return false;
    }
    return true;
  }

  private void bind(int index, String name, Order order) {
    target.bind(parameters.get(index), target.name(node), name, 0, order);
  }

  private void bindWithBias(Order order) {
    bind(0, "W", order);
    if (parameters.size() > 1) {
      bind(1, "b", Order.SAME);
    }
  }

  private void dense(Operation.Dense dense) {
    Shape in = target.in(node);
    int reader = target.onlyReader(node);
    IActivation behind = target.activation(reader);
    IActivation activation = behind == null ? new ActivationIdentity() : behind;
    int last = behind == null ? node : reader;
    boolean sequence = in.rank() == 2;
    boolean output = target.isFinal(last) && (!sequence || dense.bias());
    Layer layer;
    if (output && sequence) {
      layer =
          new RnnOutputLayer.Builder(Losses.of(activation))
              .nIn(in.channels())
              .nOut(dense.units())
              .activation(activation)
              .build();
    } else if (output) {
      layer =
          new OutputLayer.Builder(Losses.of(activation))
              .nIn(in.channels())
              .nOut(dense.units())
              .hasBias(dense.bias())
              .activation(activation)
              .build();
    } else {
      layer =
          new DenseLayer.Builder()
              .nIn(in.channels())
              .nOut(dense.units())
              .hasBias(dense.bias())
              .activation(activation)
              .build();
    }
    String part = perStep(layer, sequence && !output);
    if (output) {
      target.markLoss(part);
    }
    target.finish(last, part);
    bindWithBias(Order.SAME);
  }

  /** Adds a layer over vectors, for sequences between two changes of shape. */
  private String perStep(Layer layer, boolean sequence) {
    if (!sequence) {
      target.add(node, layer, target.read(node));
      return target.name(node);
    }
    String steps =
        target.beside(node, "steps", new RnnToFeedForwardPreProcessor(), target.read(node));
    target.add(node, layer, steps);
    String back =
        target.beside(node, "sequence", new FeedForwardToRnnPreProcessor(), target.name(node));
    target.finish(node, back);
    return back;
  }

  private IActivation takeActivation() {
    int reader = target.onlyReader(node);
    IActivation behind = target.activation(reader);
    if (behind == null || behind instanceof ActivationSoftmax) {
      return new ActivationIdentity();
    }
    target.finish(reader, target.name(node));
    return behind;
  }

  private void convolution(Operation.Convolution convolution) throws ExportException {
    Window window = convolution.window();
    Shape in = target.in(node);
    int channels = in.channels();
    Placement placement = Placement.of(window, in);
    String input = target.read(node);
    if (placement.mode() == null) {
      input =
          target.beside(
              node,
              "padding",
              new ZeroPaddingLayer.Builder(
                      window.top(), window.bottom(), window.left(), window.right())
                  .build(),
              input);
      placement = new Placement(ConvolutionMode.Truncate, new int[2]);
    }
    IActivation activation = takeActivation();
    if (convolution.groups() == 1) {
      target.add(
          node,
          new ConvolutionLayer.Builder(window.kernelHeight(), window.kernelWidth())
              .nIn(channels)
              .nOut(convolution.filters())
              .stride(window.strideHeight(), window.strideWidth())
              .dilation(window.dilationHeight(), window.dilationWidth())
              .padding(placement.padding())
              .convolutionMode(placement.mode())
              .hasBias(convolution.bias())
              .activation(activation)
              .build(),
          input);
      bindWithBias(Order.SAME);
    } else if (convolution.groups() == channels) {
      DepthwiseConvolution2D.Builder builder =
          depthwise(channels, convolution.filters() / channels)
              .kernelSize(window.kernelHeight(), window.kernelWidth())
              .stride(window.strideHeight(), window.strideWidth())
              .padding(placement.padding());
      target.add(
          node,
          builder
              .dilation(window.dilationHeight(), window.dilationWidth())
              .convolutionMode(placement.mode())
              .hasBias(convolution.bias())
              .activation(activation)
              .build(),
          input);
      bindWithBias(
          Order.depthwise(
              window.kernelHeight(),
              window.kernelWidth(),
              channels,
              convolution.filters() / channels));
    } else {
      throw target.refuse(node, "is grouped, which Deeplearning4j has no layer for");
    }
  }

  private static DepthwiseConvolution2D.Builder depthwise(int channels, int multiplier) {
    return new DepthwiseConvolution2D.Builder()
        .nIn(channels)
        .nOut(channels * multiplier)
        .depthMultiplier(multiplier);
  }

  private void deconvolution(Operation.Deconvolution deconvolution) {
    Window window = deconvolution.window();
    Placement placement = Placement.transposed(window);
    boolean crop = placement.mode() == null;
    IActivation activation = takeActivation();
    target.add(
        node,
        new Deconvolution2D.Builder(window.kernelHeight(), window.kernelWidth())
            .nIn(target.in(node).channels())
            .nOut(deconvolution.filters())
            .stride(window.strideHeight(), window.strideWidth())
            .dilation(window.dilationHeight(), window.dilationWidth())
            .padding(placement.padding())
            .convolutionMode(crop ? ConvolutionMode.Truncate : placement.mode())
            .hasBias(deconvolution.bias())
            .activation(activation)
            .build(),
        target.read(node));
    if (crop) {
      String cropped =
          target.beside(
              node,
              "crop",
              new Cropping2D.Builder(window.top(), window.bottom(), window.left(), window.right())
                  .build(),
              target.name(node));
      int reader = activation instanceof ActivationIdentity ? node : target.onlyReader(node);
      target.finish(reader, cropped);
    }
    bindWithBias(
        Order.deconvolution(
            target.in(node).channels(),
            deconvolution.filters(),
            window.kernelHeight(),
            window.kernelWidth()));
  }

  /**
   * A factor and an offset per channel. DL4J's batch normalization would replace them by a batch's
   * own while training, so a depthwise convolution of one pixel takes their place.
   */
  private void affine() {
    int channels = target.in(node).channels();
    if (target.in(node).rank() == 3) {
      target.add(
          node,
          depthwise(channels, 1).kernelSize(1, 1).activation(new ActivationIdentity()).build(),
          target.read(node));
    } else {
      Layer layer =
          new ElementWiseMultiplicationLayer.Builder()
              .nIn(channels)
              .nOut(channels)
              .activation(new ActivationIdentity())
              .build();
      perStep(layer, target.in(node).rank() == 2);
    }
    bindWithBias(Order.SAME);
  }

  private void prelu(Operation.PRelu prelu) {
    int[] dimensions = target.in(node).toArray();
    long[] shape = new long[dimensions.length];
    long[] shared = new long[Integer.bitCount(prelu.shared())];
    int count = 0;
    for (int axis = 0; axis < dimensions.length; axis++) {
      shape[axis] = dimensions[axis];
      if ((prelu.shared() >> axis & 1) != 0) {
        dimensions[axis] = 1;
        shared[count++] = axis + 1;
      }
    }
    PReLULayer.Builder builder = new PReLULayer.Builder().inputShape(shape);
    target.add(
        node,
        (shared.length == 0 ? builder : builder.sharedAxes(shared)).build(),
        target.read(node));
    bind(0, "W", Order.fortran(dimensions));
  }

  @SuppressWarnings("deprecation") // the only layer with peepholes
  private void lstm(Operation.Lstm lstm) throws ExportException {
    IActivation gate = function(lstm.gate());
    IActivation cell = function(lstm.cell());
    int in = target.in(node).channels();
    Layer layer =
        lstm.peepholes()
            ? new org.deeplearning4j.nn.conf.layers.GravesLSTM.Builder()
                .nIn(in)
                .nOut(lstm.units())
                .activation(cell)
                .gateActivationFunction(gate)
                .build()
            : new LSTM.Builder()
                .nIn(in)
                .nOut(lstm.units())
                .activation(cell)
                .gateActivationFunction(gate)
                .build();
    target.add(node, layer, target.read(node));
    bind(0, "W", Order.SAME);
    bind(1, "RW", Order.SAME);
    bind(2, "b", Order.SAME);
    if (lstm.peepholes()) {
      int start = 4 * lstm.units() * lstm.units();
      target.bind(parameters.get(3), target.name(node), "RW", start, Order.SAME);
    }
  }

  private IActivation function(ActivationFunction function) throws ExportException {
    return Functions.of(function)
        .orElseThrow(() -> target.refuse(node, "uses " + function + ", which DL4J does not have"));
  }
}
