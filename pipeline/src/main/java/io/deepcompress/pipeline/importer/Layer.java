package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import java.util.List;

/**
 * A DL4J layer about to be converted.
 *
 * @param config its configuration
 * @param key prefix of its parameters' keys: its index or its vertex's name
 * @param folded whether what it reads is a sequence that DL4J has folded into the batch axis
 * @param assembly what it is added to
 */
record Layer(Config config, String key, boolean folded, Assembly assembly) {

  /** Turns a layer into nodes and gives the value that stands for its output. */
  @FunctionalInterface
  interface Converter {
    int convert(Layer layer, int input) throws ImportException;
  }

  /** The same layer with the configuration that it wraps. */
  Layer unwrap(String field) throws ImportException {
    return new Layer(config.at(field), key, folded, assembly);
  }

  String name() {
    return config.owner();
  }

  /** Key of one of its parameters. */
  String key(String parameter) {
    return key + "_" + parameter;
  }

  Shape shape(int value) {
    return assembly.shape(value);
  }

  /** Declares a parameter and takes all of it in DL4J's order. */
  ParameterSource whole(String parameter, int... dimensions) throws ImportException {
    String whole = key(parameter);
    return ParameterSource.View.whole(whole, assembly.declare(whole, dimensions));
  }

  /** Adds the layer's main node. */
  int add(Operation operation, List<ParameterSource> sources, int... inputs)
      throws ImportException {
    return assembly.add(name(), operation, sources, inputs);
  }

  /** Adds a node without parameters beside the main one. */
  int add(String suffix, Operation operation, int... inputs) throws ImportException {
    return assembly.add(name() + "." + suffix, operation, List.of(), inputs);
  }

  /** Applies the layer's activation function. */
  int activate(int value) throws ImportException {
    return Activations.append(this, config.at("activationFn"), value);
  }

  /** Refuses a layer that takes pictures in another layout than the rest of the network. */
  void requireLayout() throws ImportException {
    if (config.isChannelsLast() != assembly.channelsLast()) {
      throw config.unsupported("is the only one, or not one, of those that take NHWC pictures");
    }
  }

  /** Refuses an option that means another axis where pictures are channels last. */
  void requireChannelsFirst() throws ImportException {
    if (assembly.channelsLast()) {
      throw config.unsupported("cannot be imported from a network with NHWC pictures");
    }
  }

  /** Refuses time-last sequences in the other order. */
  void requireTimeLast() throws ImportException {
    if (!config.text("rnnDataFormat", "NCW").equals("NCW")) {
      throw config.unsupported("uses NWC sequences; convert the model to NCW first");
    }
  }
}
