package io.deepcompress.experiments.squeezenet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.Preprocessing.ChannelOrder;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.experiments.ExperimentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Han's compressed SqueezeNet v1.0, decoded: a {@code manifest.json} that gives the layers and the
 * Caffe graph, and two files of little-endian float32 for each layer.
 *
 * @param network 3x227x227 in, 1000 logits out; dropout is left out
 * @param values one array for each of the network's parameters
 * @param publishedBytes length of the file as Han published it
 */
public record SqueezeNet(Network network, List<float[]> values, long publishedBytes) {
  /** Rows and columns of the input, cut out of the middle of a 256x256 picture. */
  public static final int SIDE = 227;

  /** Means of blue, green and red; no scale. */
  public static final Preprocessing PREPROCESSING =
      new Preprocessing(ChannelOrder.BGR, new float[] {104, 117, 123}, new float[0]);

  /**
   * Reads a folder.
   *
   * @throws IOException if a file is missing, cannot be read, or is not what the manifest says
   */
  public static SqueezeNet read(Path folder) throws IOException {
    JsonNode manifest = new ObjectMapper().readTree(folder.resolve("manifest.json").toFile());
    Map<String, JsonNode> layers = new HashMap<>();
    manifest.get("layers").forEach(layer -> layers.put(layer.get("name").asText(), layer));
    Network network = network(manifest.get("graph"), layers);
    List<float[]> values = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      String file =
          layers.get(network.nodes().get(parameter.node()).name()).get("file").asText()
              + (parameter.role().isWeights() ? ".weights.f32" : ".bias.f32");
      values.add(floats(folder.resolve(file), parameter.shape().size()));
    }
    return new SqueezeNet(network, values, Files.size(folder.resolve("compressed_SqueezeNet.net")));
  }

  /** Reads little-endian float32 values. */
  static float[] floats(Path file, int count) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length != 4L * count) {
      throw new IOException(file + ": " + bytes.length + " bytes, not 4 x " + count);
    }
    float[] values = new float[count];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static Network network(JsonNode graph, Map<String, JsonNode> layers) {
    List<Node> nodes = new ArrayList<>();
    Map<String, Integer> values = new HashMap<>();
    values.put("data", 0);
    for (JsonNode layer : graph) {
      List<Integer> read = new ArrayList<>();
      layer.get("bottoms").forEach(bottom -> read.add(values.get(bottom.asText())));
      String type = layer.get("type").asText();
      if (type.equals("Dropout")) {
        values.put(layer.get("top").asText(), read.get(0));
        continue;
      }
      String name = layer.get("name").asText();
      nodes.add(new Node(name, operation(type, layer, layers.get(name)), read));
      values.put(layer.get("top").asText(), nodes.size());
    }
    return new Network(
        List.of(new Input("data", Shape.of(3, SIDE, SIDE))), nodes, List.of(nodes.size()));
  }

  private static Operation operation(String type, JsonNode layer, JsonNode weights) {
    Window window =
        Window.square(
            layer.path("kernel_size").asInt(1),
            layer.path("stride").asInt(1),
            layer.path("pad").asInt(0));
    return switch (type) {
      case "Convolution" ->
          new Operation.Convolution(weights.get("shape").get(0).asInt(), window, 1, true);
      case "ReLU" -> new Operation.Activation(ActivationFunction.RELU, 0, 0);
      case "Concat" -> new Operation.Concatenate();
      case "Pooling" ->
          layer.get("pool").asText().equals("MAX")
              ? new Operation.Pooling(Operation.Pool.MAX, window, false, 0)
              : new Operation.GlobalPooling(Operation.Pool.AVERAGE, 0);
      default -> throw new ExperimentException("the manifest has a layer of type " + type);
    };
  }
}
