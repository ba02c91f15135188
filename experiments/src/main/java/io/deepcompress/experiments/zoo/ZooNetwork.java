package io.deepcompress.experiments.zoo;

import io.deepcompress.codec.network.Input;
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
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network of DL4J's zoo with random weights and normalizations that do something. */
final class ZooNetwork {
  private static final int CHARACTERS = 47;
  private static final int STEPS = 40;

  private final Model model;

  private ZooNetwork(Model model) {
    this.model = model;
  }

  /** Creates the network at its usual size. */
  static ZooNetwork create(String name, long seed) {
    Model model = Networks.create(name, seed);
    Random random = new Random(seed);
    for (Map.Entry<String, INDArray> parameter : model.paramTable().entrySet()) {
      String key = parameter.getKey();
      boolean factor = key.endsWith("_var") || key.endsWith("_gamma");
      if (factor || key.endsWith("_mean") || key.endsWith("_beta")) {
        INDArray values = parameter.getValue();
        for (long i = 0; i < values.length(); i++) {
          values.putScalar(
              i, factor ? 0.75 + 0.5 * random.nextDouble() : 0.1 * random.nextGaussian());
        }
      }
    }
    return new ZooNetwork(model);
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
            .mapToObj(i -> array(network.inputs().get(i), inputs[i]))
            .toArray(INDArray[]::new);
    INDArray[] outputs =
        model instanceof ComputationGraph graph
            ? graph.output(arrays)
            : new INDArray[] {((MultiLayerNetwork) model).output(arrays[0])};
    return Arrays.stream(outputs)
        .map(output -> Nd4j.toFlattened('c', output).toFloatVector())
        .toArray(float[][]::new);
  }

  private static INDArray array(Input input, float[] values) {
    long[] sizes =
        IntStream.concat(IntStream.of(1), IntStream.of(input.shape().toArray()))
            .asLongStream()
            .toArray();
    return Nd4j.create(values, sizes, 'c');
  }
}
