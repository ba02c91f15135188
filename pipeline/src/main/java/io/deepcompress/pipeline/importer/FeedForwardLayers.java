package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import java.util.ArrayList;
import java.util.List;

/** Fully connected layers, losses, activations and what vanishes when not training. */
final class FeedForwardLayers {
  private FeedForwardLayers() {}

  /** A dense or output layer. Weights {@code [in, out]} in Fortran order, then biases. */
  static int dense(Layer layer, int input) throws ImportException {
    return activate(layer, weighted(layer, input));
  }

  /** An output layer that also learns a centre for each class, which predictions do not use. */
  static int centerLoss(Layer layer, int input) throws ImportException {
    int value = weighted(layer, input);
    Config config = layer.config();
    layer.assembly().declare(layer.key("cL"), config.positive("nout"), config.positive("nin"));
    return activate(layer, value);
  }

  private static int weighted(Layer layer, int input) throws ImportException {
    Config config = layer.config();
    if (config.flag("hasLayerNorm", false)) {
      throw config.unsupported("uses layer normalization");
    }
    int in = config.positive("nin");
    int out = config.positive("nout");
    boolean bias = config.flag("hasBias", true);
    Shape shape = layer.shape(input);
    if (shape.rank() > 2 || shape.channels() != in) {
      throw config.corrupt("takes " + in + " features but is given " + shape);
    }
    List<ParameterSource> sources = new ArrayList<>();
    sources.add(layer.whole("W", in, out));
    if (bias) {
      sources.add(layer.whole("b", out));
    }
    return layer.add(new Operation.Dense(out, bias), sources, input);
  }

  /** A sequence here is a batch of vectors to DL4J, so that softmax runs over the features. */
  private static int activate(Layer layer, int value) throws ImportException {
    return Activations.appendPerPosition(layer, layer.config().at("activationFn"), value);
  }

  /** An output layer at each time step. */
  static int recurrentOutput(Layer layer, int input) throws ImportException {
    layer.requireTimeLast();
    return dense(layer, input);
  }

  /** A loss without weights. */
  static int loss(Layer layer, int input) throws ImportException {
    return layer.activate(input);
  }

  /** A loss without weights at each pixel. */
  static int imageLoss(Layer layer, int input) throws ImportException {
    layer.requireLayout();
    return activate(layer, input);
  }

  /** A loss without weights at each time step. */
  static int recurrentLoss(Layer layer, int input) throws ImportException {
    layer.requireTimeLast();
    return activate(layer, input);
  }

  /** Does nothing when not training. */
  static int vanish(Layer layer, int input) {
    return input;
  }

  /** A factor and an offset for each feature. */
  static int elementWiseMultiplication(Layer layer, int input) throws ImportException {
    int features = layer.config().positive("nout");
    Shape in = layer.shape(input);
    if (in.channels() != features || in.rank() == 2 && !layer.folded()) {
      throw layer.config().corrupt("takes " + features + " features but is given " + in);
    }
    List<ParameterSource> sources = List.of(layer.whole("W", features), layer.whole("b", features));
    return activate(layer, layer.add(new Operation.Affine(), sources, input));
  }

  /** Weights in Fortran order of the input's shape. */
  static int prelu(Layer layer, int input) throws ImportException {
    Config config = layer.config();
    Shape in = layer.shape(input);
    if (in.rank() == 3) {
      layer.requireChannelsFirst();
    }
    int shared = 0;
    int[] dimensions = in.toArray();
    for (var axis : config.json().path("sharedAxes")) {
      int index = axis.asInt() - 1;
      if (index < 0 || index >= dimensions.length) {
        throw config.corrupt("shares axis " + axis + " of " + in);
      }
      shared |= 1 << index;
      dimensions[index] = 1;
    }
    String key = layer.key("W");
    int length = layer.assembly().declare(key, dimensions);
    Order order = Order.fortran(dimensions);
    return layer.add(
        new Operation.PRelu(shared),
        List.of(new ParameterSource.View(key, 0, length, order)),
        input);
  }
}
