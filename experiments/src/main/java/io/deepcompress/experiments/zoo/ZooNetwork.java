package io.deepcompress.experiments.zoo;

import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.pipeline.train.ModelFiles;
import io.deepcompress.pipeline.train.Networks;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network of DL4J's zoo with random weights and normalizations that do something. */
final class ZooNetwork {
  private static final int CHARACTERS = 47;
  private static final int STEPS = 40;
  private static final int SAMPLES = 2;

  /** Most of a channel's mean that its normalization takes off. */
  private static final double MOST_CENTRED = 0.5;

  private final Model model;

  private ZooNetwork(Model model) {
    this.model = model;
  }

  /**
   * Creates the network at its usual size. A batch normalization of a layer's own statistics would
   * take off what all inputs have in common and blow up the rest, layer for layer: with random
   * weights that is chaos (Yang et al., "A Mean Field Theory of Batch Normalization", 2019), in
   * which float32 of DL4J and of this runtime differ in the fourth digit. Here each takes off a
   * random part of its channel's mean, at most half, and divides by about what the whole layer
   * reaches.
   */
  static ZooNetwork create(String name, long seed) {
    ZooNetwork network = new ZooNetwork(Networks.create(name, seed));
    Random random = new Random(seed);
    Shape shape = inputShape(name);
    float[] pixels = new float[SAMPLES * shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    INDArray batch = Nd4j.create(pixels, sizes(SAMPLES, shape), 'c');
    if (network.model instanceof ComputationGraph graph) {
      network.settle(graph, batch, random);
    } else {
      network.settle((MultiLayerNetwork) network.model, batch, random);
    }
    return network;
  }

  private void settle(ComputationGraph graph, INDArray batch, Random random) {
    LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();
    GraphVertex[] vertices = graph.getVertices();
    graph.setInput(0, batch);
    for (int index : graph.topologicalSortOrder()) {
      GraphVertex vertex = vertices[index];
      INDArray value = batch;
      if (!vertex.isInputVertex()) {
        settle(vertex.getVertexName(), vertex.getInputs()[0], random);
        value = vertex.doForward(false, memory);
      }
      if (vertex.getOutputVertices() != null) {
        for (VertexIndices next : vertex.getOutputVertices()) {
          vertices[next.getVertexIndex()].setInput(next.getVertexEdgeNumber(), value, memory);
        }
      }
    }
    graph.clear();
  }

  private void settle(MultiLayerNetwork layers, INDArray batch, Random random) {
    for (int i = 1; i < layers.getnLayers(); i++) {
      if (isNormalization(Integer.toString(i))) {
        settle(Integer.toString(i), layers.feedForwardToLayer(i - 1, batch, false).get(i), random);
      }
    }
  }

  private boolean isNormalization(String layer) {
    return model.paramTable().containsKey(layer + "_gamma");
  }

  private void settle(String layer, INDArray read, Random random) {
    if (!isNormalization(layer)) {
      return;
    }
    double energy = read.mul(read).meanNumber().doubleValue();
    Map<String, INDArray> table = model.paramTable();
    INDArray mean = table.get(layer + "_mean");
    INDArray means = read.mean(read.rank() == 4 ? new int[] {0, 2, 3} : new int[] {0});
    for (long i = 0; i < mean.length(); i++) {
      double part = MOST_CENTRED * random.nextDouble();
      double beside = 0.1 * Math.sqrt(energy) * random.nextGaussian();
      mean.putScalar(i, part * means.getDouble(i) + beside);
      double spread = energy * (0.75 + 0.5 * random.nextDouble());
      // A layer keeps its variance, or the decimal logarithm of the standard deviation.
      INDArray logarithm = table.get(layer + "_log10stdev");
      if (logarithm == null) {
        table.get(layer + "_var").putScalar(i, spread);
      } else {
        logarithm.putScalar(i, Math.log10(spread) / 2);
      }
      table.get(layer + "_gamma").putScalar(i, 0.75 + 0.5 * random.nextDouble());
      table.get(layer + "_beta").putScalar(i, 0.1 * random.nextGaussian());
    }
  }

  /** Shape of one sample of a network's usual input. */
  static Shape inputShape(String name) {
    return name.equals("textgenerationlstm")
        ? Shape.of(CHARACTERS, STEPS)
        : Shape.of(Networks.inputShape(name));
  }

  /** Writes the zip. */
  void write(Path zip) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(zip))) {
      ModelFiles.write(model, null, out);
    }
  }

  /** What DL4J computes; one array an output. */
  float[][] outputs(Network network, float[][] inputs) {
    INDArray[] arrays =
        IntStream.range(0, inputs.length)
            .mapToObj(i -> Nd4j.create(inputs[i], sizes(1, network.inputs().get(i).shape()), 'c'))
            .toArray(INDArray[]::new);
    INDArray[] outputs =
        model instanceof ComputationGraph graph
            ? graph.output(arrays)
            : new INDArray[] {((MultiLayerNetwork) model).output(arrays[0])};
    return Arrays.stream(outputs)
        .map(output -> Nd4j.toFlattened('c', output).toFloatVector())
        .toArray(float[][]::new);
  }

  private static long[] sizes(int samples, Shape shape) {
    return IntStream.concat(IntStream.of(samples), IntStream.of(shape.toArray()))
        .asLongStream()
        .toArray();
  }
}
