package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.util.ArrayList;
import java.util.List;

/** Convolutions. In DL4J's vector of parameters the biases come before the weights. */
final class ConvolutionLayers {
  private ConvolutionLayers() {}

  /** Weights {@code [out, in, kH, kW]} in C order. */
  static int convolution(Layer layer, int input) throws ImportException {
    layer.requireLayout();
    Config config = layer.config();
    Window window = Windows.of(layer, layer.shape(input));
    int in = channels(layer, input);
    int out = config.positive("nout");
    List<ParameterSource> bias = bias(layer, out);
    ParameterSource weights =
        layer.whole("W", out, in, window.kernelHeight(), window.kernelWidth());
    int value =
        layer.add(
            new Operation.Convolution(out, window, 1, !bias.isEmpty()), with(weights, bias), input);
    return layer.activate(value);
  }

  /** Weights {@code [in, out, kH, kW]} in C order. */
  static int deconvolution(Layer layer, int input) throws ImportException {
    layer.requireLayout();
    Config config = layer.config();
    Window window = Windows.transposed(layer, layer.shape(input));
    int in = channels(layer, input);
    int out = config.positive("nout");
    List<ParameterSource> bias = bias(layer, out);
    int[] shape = {in, out, window.kernelHeight(), window.kernelWidth()};
    Order order = Order.deconvolution(in, out, window.kernelHeight(), window.kernelWidth());
    ParameterSource weights = permuted(layer, "W", shape, order);
    int value =
        layer.add(
            new Operation.Deconvolution(out, window, !bias.isEmpty()), with(weights, bias), input);
    return layer.activate(value);
  }

  /** Weights {@code [kH, kW, in, multiplier]} in C order. */
  static int depthwise(Layer layer, int input) throws ImportException {
    layer.requireLayout();
    Config config = layer.config();
    Window window = Windows.of(layer, layer.shape(input));
    int in = channels(layer, input);
    int multiplier = config.positive("depthMultiplier");
    int out = config.times(in, multiplier);
    List<ParameterSource> bias = bias(layer, config.positive("nout"));
    int[] shape = {window.kernelHeight(), window.kernelWidth(), in, multiplier};
    Order order = Order.depthwise(window.kernelHeight(), window.kernelWidth(), in, multiplier);
    ParameterSource weights = permuted(layer, "W", shape, order);
    int value =
        layer.add(
            new Operation.Convolution(out, window, in, !bias.isEmpty()),
            with(weights, bias),
            input);
    return layer.activate(value);
  }

  /**
   * A depthwise convolution and a pointwise one. Depth weights {@code [multiplier, in, kH, kW]},
   * point weights {@code [out, in * multiplier, 1, 1]}, both in C order.
   */
  static int separable(Layer layer, int input) throws ImportException {
    layer.requireLayout();
    Config config = layer.config();
    Window window = Windows.of(layer, layer.shape(input));
    int in = channels(layer, input);
    int out = config.positive("nout");
    int multiplier = config.positive("depthMultiplier");
    int middle = config.times(in, multiplier);
    List<ParameterSource> bias = bias(layer, out);
    int[] shape = {multiplier, in, window.kernelHeight(), window.kernelWidth()};
    ParameterSource depth = permuted(layer, "W", shape, Order.transposed(shape, 1, 0, 2, 3));
    ParameterSource point = layer.whole("pW", out, middle);
    int spread =
        layer
            .assembly()
            .add(
                layer.name() + ".depthwise",
                new Operation.Convolution(middle, window, in, false),
                List.of(depth),
                input);
    int value =
        layer.add(
            new Operation.Convolution(out, Window.square(1), 1, !bias.isEmpty()),
            with(point, bias),
            spread);
    return layer.activate(value);
  }

  /**
   * Over a sequence: a convolution of an image that is one pixel wide. DL4J calls its weights
   * {@code [out, in, k, 1]} but reads them as {@code [k, in, out]}, in C order.
   */
  static int convolution1d(Layer layer, int input) throws ImportException {
    layer.requireTimeLast();
    Config config = layer.config();
    Shape shape = layer.shape(input);
    if (shape.rank() != 2) {
      throw config.corrupt("takes a sequence but is given " + shape);
    }
    int in = channels(layer, input);
    int out = config.positive("nout");
    Window window = Windows1d.of(layer, shape.dimension(1));
    List<ParameterSource> bias = bias(layer, out);
    int[] weightShape = {window.kernelHeight(), in, out};
    ParameterSource weights =
        permuted(layer, "W", weightShape, Order.transposed(weightShape, 2, 1, 0));
    int image =
        layer.add("column", new Operation.Reshape(Shape.of(in, shape.dimension(1), 1)), input);
    int value =
        layer.add(
            new Operation.Convolution(out, window, 1, !bias.isEmpty()), with(weights, bias), image);
    Shape sequence = Shape.of(out, layer.shape(value).dimension(1));
    return layer.activate(layer.add("sequence", new Operation.Reshape(sequence), value));
  }

  private static int channels(Layer layer, int input) throws ImportException {
    int in = layer.config().positive("nin");
    if (layer.shape(input).channels() != in) {
      throw layer.config().corrupt("takes " + in + " channels but is given " + layer.shape(input));
    }
    return in;
  }

  private static List<ParameterSource> bias(Layer layer, int out) throws ImportException {
    return layer.config().flag("hasBias", true) ? List.of(layer.whole("b", out)) : List.of();
  }

  private static ParameterSource permuted(Layer layer, String parameter, int[] shape, Order order)
      throws ImportException {
    String key = layer.key(parameter);
    int length = layer.assembly().declare(key, shape);
    return new ParameterSource.View(key, 0, length, order);
  }

  private static List<ParameterSource> with(ParameterSource weights, List<ParameterSource> bias) {
    List<ParameterSource> all = new ArrayList<>(List.of(weights));
    all.addAll(bias);
    return all;
  }
}
