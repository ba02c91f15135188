package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import java.util.List;

/** DL4J's input preprocessors: changes of shape between kinds of layers. */
final class Preprocessors {
  private Preprocessors() {}

  /**
   * Applies a preprocessor.
   *
   * @param config its configuration, owned by the layer behind it
   */
  static Flow apply(Config config, Flow input, Assembly assembly) throws ImportException {
    Shape shape = assembly.shape(input.value());
    switch (config.type()) {
      case "CnnToFeedForwardPreProcessor":
        if (shape.rank() == 1) {
          return input;
        }
        requireImage(config, shape);
        return flatten(config, input, assembly);
      case "FeedForwardToCnnPreProcessor":
        if (shape.rank() == 3) {
          requireImage(config, shape);
          return input;
        }
        if (input.folded() || shape.rank() != 1 || shape.size() != image(config).size()) {
          throw config.corrupt("is given " + shape + " for an image of " + image(config));
        }
        return reshape(config, input, image(config), assembly);
      case "RnnToFeedForwardPreProcessor":
        requireTimeLast(config);
        return new Flow(input.value(), shape.rank() == 2);
      case "FeedForwardToRnnPreProcessor":
        requireTimeLast(config);
        if (shape.rank() == 1) {
          return reshape(config, input, Shape.of(shape.size(), 1), assembly);
        }
        return new Flow(input.value(), false);
      case "CnnToRnnPreProcessor":
        requireTimeLast(config);
        requireImage(config, shape);
        return reshape(config, input, Shape.of(shape.size(), 1), assembly);
      case "ComposableInputPreProcessor":
        Flow flow = input;
        for (var inner : config.json().path("inputPreProcessors")) {
          flow = apply(Config.of(inner, config.owner()), flow, assembly);
        }
        return flow;
      default:
        throw config.unsupported("is a preprocessor that cannot be imported");
    }
  }

  /** Pictures that are channels last are flattened pixel by pixel. */
  private static Flow flatten(Config config, Flow input, Assembly assembly) throws ImportException {
    Shape shape = assembly.shape(input.value());
    boolean channelsLast = config.text("format", "NCHW").equals("NHWC");
    if (channelsLast != assembly.channelsLast()) {
      throw config.unsupported("flattens pictures in another layout than their layers use");
    }
    Flow pixels = input;
    if (channelsLast) {
      Shape rows = Shape.of(shape.channels(), shape.planeSize());
      int transposed =
          assembly.add(
              config.owner() + ".pixels",
              new Operation.Transpose(),
              List.of(),
              reshape(config, input, rows, assembly).value());
      pixels = new Flow(transposed, false);
    }
    return reshape(config, pixels, Shape.of(shape.size()), assembly);
  }

  private static Flow reshape(Config config, Flow input, Shape shape, Assembly assembly)
      throws ImportException {
    if (assembly.shape(input.value()).equals(shape)) {
      return new Flow(input.value(), false);
    }
    int value =
        assembly.add(
            config.owner() + ".reshape", new Operation.Reshape(shape), List.of(), input.value());
    return new Flow(value, false);
  }

  private static void requireImage(Config config, Shape shape) throws ImportException {
    if (!shape.equals(image(config))) {
      throw config.corrupt("is made for " + image(config) + " but is given " + shape);
    }
  }

  /** The image that a preprocessor takes or gives. */
  static Shape image(Config config) throws ImportException {
    return config.shape(
        config.positive("numChannels"),
        config.positive("inputHeight"),
        config.positive("inputWidth"));
  }

  private static void requireTimeLast(Config config) throws ImportException {
    if (!config.text("rnnDataFormat", "NCW").equals("NCW")) {
      throw config.unsupported("uses NWC sequences; convert the model to NCW first");
    }
  }
}
