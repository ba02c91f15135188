package io.deepcompress.experiments.speed;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A layer at the density that the paper's Tables 4 and 5 give it.
 *
 * @param name network and layer
 * @param input sizes of the input, one for a fully connected layer
 * @param window kernel, stride and padding of a convolution
 * @param filters output channels
 * @param density kept weights
 */
record PaperLayer(String name, Shape input, Window window, int filters, double density) {
  /** EIE's share of activations that are not 0 (Han et al. 2016, Table 3). */
  private static final double ACTIVE = 0.35;

  private static final List<PaperLayer> FULLY_CONNECTED =
      List.of(
          dense("AlexNet fc6", 9216, 4096, 0.09),
          dense("AlexNet fc7", 4096, 4096, 0.09),
          dense("AlexNet fc8", 4096, 1000, 0.25),
          dense("VGG-16 fc6", 25088, 4096, 0.04),
          dense("VGG-16 fc7", 4096, 4096, 0.04),
          dense("VGG-16 fc8", 4096, 1000, 0.23));

  private static final List<PaperLayer> CONVOLUTIONS =
      List.of(
          convolution("AlexNet conv1", 3, 224, 96, Window.square(11, 4, 0), 0.84),
          convolution("AlexNet conv2", 96, 27, 256, Window.square(5, 1, 2), 0.38),
          convolution("AlexNet conv3", 256, 13, 384, Window.square(3, 1, 1), 0.35),
          convolution("AlexNet conv4", 384, 13, 384, Window.square(3, 1, 1), 0.37),
          convolution("AlexNet conv5", 384, 13, 256, Window.square(3, 1, 1), 0.37),
          convolution("VGG-16 conv4_2", 512, 28, 512, Window.square(3, 1, 1), 0.27),
          convolution("SqueezeNet fire2/expand3x3", 16, 55, 64, Window.square(3, 1, 1), 0.33),
          convolution("SqueezeNet fire9/squeeze1x1", 512, 13, 64, Window.square(1), 0.33));

  /** All of them. */
  static List<PaperLayer> all() {
    return Stream.concat(FULLY_CONNECTED.stream(), CONVOLUTIONS.stream()).toList();
  }

  /** The layer of a name. */
  static PaperLayer named(String name) {
    return all().stream().filter(layer -> layer.name().equals(name)).findFirst().orElseThrow();
  }

  /** A fully connected layer. */
  static PaperLayer dense(String name, int channels, int units, double density) {
    return new PaperLayer(name, Shape.of(channels), Window.square(1), units, density);
  }

  /** A convolution of a square image. */
  static PaperLayer convolution(
      String name, int channels, int side, int filters, Window window, double density) {
    return new PaperLayer(name, Shape.of(channels, side, side), window, filters, density);
  }

  /** Whether the layer is fully connected. */
  boolean isDense() {
    return input.rank() == 1;
  }

  /** Kept weights at random places, their values those that magnitude pruning would keep. */
  byte[] weights(Random random) {
    byte[] weights = new byte[network().parameters().get(0).shape().size()];
    for (int i = 0; i < weights.length; i++) {
      if (random.nextFloat() < density) {
        weights[i] = (byte) PrunedWeights.draw(density, random);
      }
    }
    return weights;
  }

  private Network network() {
    Operation operation =
        isDense()
            ? new Operation.Dense(filters, false)
            : new Operation.Convolution(filters, window, 1, false);
    return new Network(
        List.of(new Input("x", input)), List.of(new Node("y", operation, List.of(0))), List.of(1));
  }

  /** Sizes of the output. */
  Shape output() {
    return network().shape(1);
  }

  /**
   * A network of this layer alone, with these weights as multiples of 2<sup>-7</sup>; its input has
   * uint8 integers of that scale, its output those of scale 1.
   */
  CompressedModel model(byte[] weights) {
    Network network = network();
    float scale = 0x1p-7f;
    float[] values = new float[2 * Byte.MAX_VALUE];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i < Byte.MAX_VALUE ? i - Byte.MAX_VALUE : i - Byte.MAX_VALUE + 1) * scale;
    }
    byte[] codes = new byte[weights.length];
    for (int i = 0; i < codes.length; i++) {
      int weight = weights[i];
      codes[i] = (byte) (weight == 0 ? 0 : weight < 0 ? weight + 128 : weight + 127);
    }
    Codebook codebook = new Codebook(values, ValueFormat.int8(scale));
    return new CompressedModel(
        network,
        List.of(SharedTensor.of(network.parameters().get(0).shape(), codebook, codes)),
        List.of(
            Optional.of(new ActivationQuantization(scale, 0, false)),
            Optional.of(new ActivationQuantization(1, 0, false))),
        List.of(Preprocessing.NONE),
        List.of(),
        Map.of());
  }

  /** Activations after a ReLU. */
  byte[] activations(Random random) {
    byte[] activations = new byte[input.size()];
    for (int i = 0; i < activations.length; i++) {
      activations[i] = random.nextDouble() < ACTIVE ? (byte) (1 + random.nextInt(255)) : 0;
    }
    return activations;
  }
}
