package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.network.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a configuration says about the shape of an input. DL4J does not save the input type itself;
 * the layers that read an input, and the preprocessors before them, give most of it away.
 *
 * @param kind what is known
 * @param shape the shape; sizes that are not known are 1
 */
record InputHint(Kind kind, Shape shape) {

  /** How much is known. */
  enum Kind {
    /** The whole shape. */
    KNOWN,
    /** An image with known channels. */
    CHANNELS,
    /** A sequence with known features. */
    FEATURES
  }

  private static final Set<String> RECURRENT =
      Set.of("LSTM", "GravesLSTM", "RnnOutputLayer", "Convolution1DLayer", "Convolution1D");
  private static final Set<String> FEED_FORWARD =
      Set.of(
          "DenseLayer", "OutputLayer", "CenterLossOutputLayer", "ElementWiseMultiplicationLayer");
  private static final Set<String> CONVOLUTIONS =
      Set.of(
          "ConvolutionLayer",
          "Convolution2D",
          "Deconvolution2D",
          "DepthwiseConvolution2D",
          "SeparableConvolution2D");
  private static final Set<String> SHAPE_KEEPING =
      Set.of("ActivationLayer", "DropoutLayer", "BatchNormalization", "PReLULayer");

  /** What the readers of an input, nearest first, say about it. */
  static Optional<InputHint> of(List<Topology.Reader> readers) throws ImportException {
    boolean moved = false;
    Shape normalized = null;
    for (Topology.Reader reader : readers) {
      if (reader.preprocessor() != null) {
        Optional<InputHint> hint = ofPreprocessor(reader, moved);
        if (hint.isPresent()) {
          return hint;
        }
      }
      if (reader.layer() == null) {
        continue;
      }
      Config layer = unwrapped(reader.layer());
      String type = layer.type();
      if (RECURRENT.contains(type)) {
        return hint(Kind.FEATURES, Shape.of(layer.positive("nin"), 1));
      } else if (FEED_FORWARD.contains(type)) {
        return hint(Kind.KNOWN, Shape.of(layer.positive("nin")));
      } else if (CONVOLUTIONS.contains(type)) {
        return hint(Kind.CHANNELS, Shape.of(layer.positive("nin"), 1, 1));
      } else if (type.equals("SpaceToDepthLayer")) {
        return Optional.empty();
      } else if (type.equals("BatchNormalization") && normalized == null) {
        normalized = Shape.of(layer.positive("nout"));
      }
      moved |= !SHAPE_KEEPING.contains(type);
    }
    return Optional.ofNullable(normalized).map(shape -> new InputHint(Kind.KNOWN, shape));
  }

  private static Optional<InputHint> ofPreprocessor(Topology.Reader reader, boolean moved)
      throws ImportException {
    Config config = reader.preprocessor();
    return switch (config.type()) {
      case "FeedForwardToCnnPreProcessor",
          "CnnToFeedForwardPreProcessor",
          "CnnToRnnPreProcessor" -> {
        Shape image = Preprocessors.image(config);
        yield moved
            ? hint(Kind.CHANNELS, Shape.of(image.channels(), 1, 1))
            : hint(Kind.KNOWN, image);
      }
      case "RnnToFeedForwardPreProcessor" -> {
        Config layer = unwrapped(reader.layer());
        yield layer.has("nin")
            ? hint(Kind.FEATURES, Shape.of(layer.positive("nin"), 1))
            : Optional.empty();
      }
      case "FeedForwardToRnnPreProcessor" -> {
        Config layer = unwrapped(reader.layer());
        yield layer.has("nin")
            ? hint(Kind.KNOWN, Shape.of(layer.positive("nin")))
            : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private static Optional<InputHint> hint(Kind kind, Shape shape) {
    return Optional.of(new InputHint(kind, shape));
  }

  private static Config unwrapped(Config layer) throws ImportException {
    for (String field : new String[] {"layer", "underlying"}) {
      if (layer.json().path(field).isObject()) {
        return unwrapped(layer.at(field));
      }
    }
    return layer;
  }
}
