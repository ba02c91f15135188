package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Pool;
import io.deepcompress.codec.network.Shape;
import java.util.Arrays;
import java.util.List;

/** Layers over images that have no weights, and normalizations. */
final class ImageLayers {
  private ImageLayers() {}

  /** Max, average or norm over windows. */
  static int subsampling(Layer layer, int input) throws ImportException {
    layer.requireLayout();
    Config config = layer.config();
    Pool pool = pool(config);
    if (pool == Pool.SUM) {
      throw config.unsupported("pools by SUM, which DL4J itself cannot run");
    }
    boolean countPadding = pool == Pool.AVERAGE && config.flag("avgPoolIncludePadInDivisor", true);
    int power = pool == Pool.P_NORM ? config.positive("pnorm") : 0;
    return layer.add(
        new Operation.Pooling(pool, Windows.of(layer, layer.shape(input)), countPadding, power),
        List.of(),
        input);
  }

  /** Over all of height and width, or time. */
  static int globalPooling(Layer layer, int input) throws ImportException {
    Config config = layer.config();
    Pool pool = pool(config);
    Shape in = layer.shape(input);
    if (config.has("poolingDimensions")) {
      int first = layer.assembly().channelsLast() ? 1 : 2;
      int[] usual = in.rank() == 3 ? new int[] {first, first + 1} : new int[] {2};
      int[] given =
          config.integers("poolingDimensions", config.json().get("poolingDimensions").size());
      if (!Arrays.equals(usual, given)) {
        throw config.unsupported("pools over the dimensions " + Arrays.toString(given));
      }
    }
    int power = pool == Pool.P_NORM ? config.positive("pnorm") : 0;
    int value = layer.add(new Operation.GlobalPooling(pool, power), List.of(), input);
    if (config.flag("collapseDimensions", true)) {
      return value;
    }
    Shape kept = in.rank() == 3 ? Shape.of(in.channels(), 1, 1) : Shape.of(in.channels(), 1);
    return layer.add("kept", new Operation.Reshape(kept), value);
  }

  private static Pool pool(Config config) throws ImportException {
    return switch (config.text("poolingType", "")) {
      case "MAX" -> Pool.MAX;
      case "AVG" -> Pool.AVERAGE;
      case "SUM" -> Pool.SUM;
      case "PNORM" -> Pool.P_NORM;
      default -> throw config.unsupported("pools by " + config.text("poolingType", "nothing"));
    };
  }

  /** Gamma, beta, mean and variance; the first two only where they are learnt. */
  static int batchNormalization(Layer layer, int input) throws ImportException {
    layer.requireLayout();
    Config config = layer.config();
    int channels = config.positive("nout");
    Shape in = layer.shape(input);
    if (in.channels() != channels || in.rank() == 2 && !layer.folded()) {
      throw config.unsupported("normalizes " + channels + " channels but is given " + in);
    }
    boolean locked = config.flag("lockGammaBeta", false);
    boolean logDeviation = config.flag("useLogStd", false);
    String variance = layer.key(logDeviation ? "log10stdev" : "var");
    double gamma = config.number("gamma", 1);
    double beta = config.number("beta", 0);
    // DL4J applies locked constants only where both differ from 1 and 0.
    boolean ignored = gamma == 1 || beta == 0;
    ParameterSource.Statistics statistics =
        new ParameterSource.Statistics(
            locked ? "" : layer.key("gamma"),
            locked ? "" : layer.key("beta"),
            layer.key("mean"),
            variance,
            logDeviation,
            config.number("eps", 1e-5),
            ignored ? 1 : gamma,
            ignored ? 0 : beta);
    for (String key : statistics.keys()) {
      layer.assembly().declare(key, channels);
    }
    return layer.add(
        new Operation.Affine(),
        List.of(
            new ParameterSource.Scale(statistics, channels),
            new ParameterSource.Shift(statistics, channels)),
        input);
  }

  /** Across channels. */
  static int localResponse(Layer layer, int input) throws ImportException {
    layer.requireLayout();
    Config config = layer.config();
    return layer.add(
        new Operation.LocalResponseNormalization(
            (int) config.number("n", 5),
            (float) config.number("k", 2),
            (float) config.number("alpha", 1e-4),
            (float) config.number("beta", 0.75)),
        List.of(),
        input);
  }

  /** Padding in the order top, bottom, left, right. */
  static int zeroPadding(Layer layer, int input) throws ImportException {
    layer.requireLayout();
    int[] padding = layer.config().integers("padding", 4);
    return layer.add(
        new Operation.Pad(padding[0], padding[2], padding[1], padding[3]), List.of(), input);
  }

  /** Cropping in the order top, bottom, left, right. */
  static int cropping(Layer layer, int input) throws ImportException {
    layer.requireLayout();
    int[] cropping = layer.config().integers("cropping", 4);
    return layer.add(
        new Operation.Crop(cropping[0], cropping[2], cropping[1], cropping[3]), List.of(), input);
  }

  /** Repeats rows and columns. */
  static int upsampling(Layer layer, int input) throws ImportException {
    layer.requireLayout();
    int[] size = layer.config().integers("size", 2);
    return layer.add(new Operation.Upsample(size[0], size[1]), List.of(), input);
  }

  /** Blocks of pixels into channels. */
  static int spaceToDepth(Layer layer, int input) throws ImportException {
    layer.requireLayout();
    return layer.add(
        new Operation.SpaceToDepth(layer.config().positive("blockSize")), List.of(), input);
  }
}
