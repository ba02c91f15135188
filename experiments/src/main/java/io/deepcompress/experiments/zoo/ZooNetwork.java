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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network of DL4J's zoo with random weights and normalizations that do something. */
final class ZooNetwork {
  private static final int CHARACTERS = 47;
  private static final int STEPS = 40;
  private static final int SAMPLES = 2;

  private final Model model;

  private ZooNetwork(Model model) {
    this.model = model;
  }

  /**
   * Creates the network at its usual size. Statistics of batch normalizations are near those of
   * what they read, else values would grow from layer to layer until nothing could be compared.
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
    if (network.model.paramTable().keySet().stream().anyMatch(key -> key.endsWith("_gamma"))) {
      network.normalizationInputs(batch).forEach((key, read) -> network.settle(key, read, random));
    }
    return network;
  }

  /** What each normalization reads while those before it use the batch's own statistics. */
  private Map<String, INDArray> normalizationInputs(INDArray batch) {
    Map<String, INDArray> read = new LinkedHashMap<>();
    if (model instanceof ComputationGraph graph) {
      Map<String, INDArray> values = graph.feedForward(new INDArray[] {batch}, true);
      graph
          .getConfiguration()
          .getVertexInputs()
          .forEach((vertex, inputs) -> read.put(vertex, values.get(inputs.get(0))));
    } else {
      List<INDArray> values = ((MultiLayerNetwork) model).feedForward(batch, true);
      for (int i = 0; i + 1 < values.size(); i++) {
        read.put(Integer.toString(i), values.get(i));
      }
    }
    read.keySet().removeIf(layer -> model.paramTable().get(layer + "_gamma") == null);
    return read;
  }

  private void settle(String layer, INDArray read, Random random) {
    int[] axes = read.rank() == 4 ? new int[] {0, 2, 3} : new int[] {0};
    INDArray mean = read.mean(axes);
    INDArray variance = read.var(false, axes);
    Map<String, INDArray> table = model.paramTable();
    for (long i = 0; i < mean.length(); i++) {
      table.get(layer + "_mean").putScalar(i, mean.getDouble(i) + 0.1 * random.nextGaussian());
      double spread = 0.01 + variance.getDouble(i) * (0.75 + 0.5 * random.nextDouble());
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
