package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import java.util.ArrayList;
import java.util.List;

/** LSTMs. DL4J's gate order, input, forget, output, modulation, is the codec's. */
final class RecurrentLayers {
  private RecurrentLayers() {}

  /** Input weights {@code [in, 4 * out]}, recurrent {@code [out, 4 * out]}, Fortran order. */
  static int lstm(Layer layer, int input) throws ImportException {
    return recurrent(layer, input, false);
  }

  /** The same, with three more columns of peepholes behind the recurrent weights. */
  static int gravesLstm(Layer layer, int input) throws ImportException {
    return recurrent(layer, input, true);
  }

  private static int recurrent(Layer layer, int input, boolean peepholes) throws ImportException {
    layer.requireTimeLast();
    Config config = layer.config();
    int in = config.positive("nin");
    int out = config.positive("nout");
    Shape shape = layer.shape(input);
    if (shape.rank() != 2 || layer.folded() || shape.channels() != in) {
      throw config.corrupt("takes a sequence of " + in + " features but is given " + shape);
    }
    Operation operation =
        new Operation.Lstm(out, peepholes, function(config, "gateActivationFn"), cell(config));
    List<ParameterSource> sources = new ArrayList<>();
    sources.add(layer.whole("W", in, 4 * out));
    String key = layer.key("RW");
    layer.assembly().declare(key, out, 4 * out + (peepholes ? 3 : 0));
    sources.add(new ParameterSource.View(key, 0, 4 * out * out, Order.SAME));
    sources.add(layer.whole("b", 4 * out));
    if (peepholes) {
      sources.add(new ParameterSource.View(key, 4 * out * out, 3 * out, Order.SAME));
    }
    return layer.add(operation, sources, input);
  }

  private static ActivationFunction cell(Config config) throws ImportException {
    return function(config, "activationFn");
  }

  private static ActivationFunction function(Config config, String field) throws ImportException {
    Config activation = config.at(field);
    if (activation.type().equals("ActivationReLU")) {
      return relu(activation);
    }
    Operation.Activation simple = Activations.simple(activation);
    if (simple.a() != 0) {
      throw activation.unsupported("has a parameter, which an LSTM cannot take");
    }
    return simple.function();
  }

  /** A ReLU without a maximum, and whose threshold and slope are 0. */
  private static ActivationFunction relu(Config activation) throws ImportException {
    for (String parameter : new String[] {"max", "threshold", "negativeSlope"}) {
      double value = activation.number(parameter, 0);
      // A maximum is one at 0, too.
      if (parameter.equals("max") ? activation.has(parameter) : value != 0) {
        throw activation.unsupported(
            "has " + parameter + " = " + value + ", which an LSTM cannot take");
      }
    }
    return ActivationFunction.RELU;
  }

  /** A layer over a sequence, of whose output only the last step is kept. */
  static int lastTimeStep(Layer layer, int input) throws ImportException {
    int sequence = LayerTable.convert(layer.unwrap("underlying"), input);
    return layer.add("last", new Operation.LastStep(), sequence);
  }
}
