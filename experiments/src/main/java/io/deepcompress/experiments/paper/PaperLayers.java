package io.deepcompress.experiments.paper;

import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers of a network as the paper's tables give them, each with an input of its own: only
 * their weights matter here.
 *
 * @param network one node a layer
 * @param recipe of stages with the paper's densities and bits
 * @param paperBytes of the whole compressed network, from the paper's totals
 * @param codeBits of a kept weight's value after Huffman coding, in the paper's table
 * @param positionBits of a kept weight's position, likewise
 */
record PaperLayers(
    Network network, String recipe, long paperBytes, double[] codeBits, double[] positionBits) {

  /** AlexNet as in Caffe, with its grouped convolutions; the paper's Table 4. */
  static PaperLayers alexNet() {
    String[] layers = {
      "conv1 96x3x11",
      "conv2 256x48x5",
      "conv3 384x256x3",
      "conv4 384x192x3",
      "conv5 256x192x3",
      "fc6 4096x9216",
      "fc7 4096x4096",
      "fc8 1000x4096"
    };
    return new PaperLayers(
        network(layers),
        recipe("0.84, 0.38, 0.35, 0.37, 0.37, 0.09, 0.09, 0.25"),
        6_900_000,
        new double[] {6.3, 5.5, 5.1, 5.2, 5.6, 3.9, 3.6, 4},
        new double[] {1.2, 2.3, 2.6, 2.5, 2.5, 3.2, 3.7, 3.2});
  }

  /** VGG-16; the paper's Table 5. */
  static PaperLayers vgg16() {
    String[] layers = {
      "conv1_1 64x3x3", "conv1_2 64x64x3", "conv2_1 128x64x3", "conv2_2 128x128x3",
      "conv3_1 256x128x3", "conv3_2 256x256x3", "conv3_3 256x256x3", "conv4_1 512x256x3",
      "conv4_2 512x512x3", "conv4_3 512x512x3", "conv5_1 512x512x3", "conv5_2 512x512x3",
      "conv5_3 512x512x3", "fc6 4096x25088", "fc7 4096x4096", "fc8 1000x4096"
    };
    return new PaperLayers(
        network(layers),
        recipe(
            "0.58, 0.22, 0.34, 0.36, 0.53, 0.24, 0.42, 0.32, 0.27, 0.34, 0.35, 0.29, 0.36, 0.04,"
                + " 0.04, 0.23"),
        11_300_000,
        new double[] {6.8, 6.5, 5.6, 5.9, 4.8, 4.6, 4.6, 4.6, 4.2, 4.4, 4.7, 4.6, 4.6, 3.6, 4, 4},
        new double[] {
          1.7, 2.6, 2.4, 2.3, 1.8, 2.9, 2.2, 2.6, 2.9, 2.5, 2.5, 2.7, 2.3, 3.5, 4.3, 3.4
        });
  }

  private static String recipe(String densities) {
    return "stages: [prune: {density: ["
        + densities
        + "]}, share: {bits: {convolution: 8, dense: 5}, initialization: linear}]";
  }

  private static Network network(String... layers) {
    List<Input> inputs = new ArrayList<>();
    List<Node> nodes = new ArrayList<>();
    List<Integer> outputs = new ArrayList<>();
    for (int i = 0; i < layers.length; i++) {
      String name = layers[i].substring(0, layers[i].indexOf(' '));
      String[] sizes = layers[i].substring(name.length() + 1).split("x");
      int filters = Integer.parseInt(sizes[0]);
      int channels = Integer.parseInt(sizes[1]);
      boolean dense = sizes.length == 2;
      int kernel = dense ? 1 : Integer.parseInt(sizes[2]);
      inputs.add(
          new Input(
              "input of " + name, dense ? Shape.of(channels) : Shape.of(channels, kernel, kernel)));
      nodes.add(
          new Node(
              name,
              dense
                  ? new Operation.Dense(filters, true)
                  : new Operation.Convolution(filters, Window.square(kernel), 1, true),
              List.of(i)));
      outputs.add(layers.length + i);
    }
    return new Network(inputs, nodes, outputs);
  }
}
