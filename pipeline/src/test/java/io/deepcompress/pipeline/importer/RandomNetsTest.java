package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.network.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

/**
 * Random small graphs of many layers compute what DL4J computes; the seed is the test's name.
 *
 * <p>At least three channels everywhere: DL4J's response normalization and separable convolution
 * fail on one.
 */
class RandomNetsTest {
  private static final Activation[] ACTIVATIONS = {
    Activation.RELU,
    Activation.TANH,
    Activation.SIGMOID,
    Activation.LEAKYRELU,
    Activation.IDENTITY,
    Activation.SWISH,
    Activation.ELU
  };

  @TempDir Path folder;

  static java.util.stream.IntStream seeds() {
    return java.util.stream.IntStream.range(0, 50);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void computesWhatDl4jComputes(int seed) throws Exception {
    Random random = new Random(seed);
    int channels = 3 + random.nextInt(3);
    int height = 8 + random.nextInt(8);
    int width = 8 + random.nextInt(8);
    ComputationGraph net = net(random, InputType.convolutional(height, width, channels));
    Dl4jCheck.assertSame(net, folder, seed, Shape.of(channels, height, width));
  }

  private static ComputationGraph net(Random random, InputType type) {
    GraphBuilder graph = Nets.graph().addInputs("in").setInputTypes(type);
    String last = "in";
    int count = 3 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      String name = "n" + i;
      if (random.nextInt(3) == 0) {
        branch(graph, random, name, last);
      } else {
        graph.addLayer(name, imageLayer(random), last);
      }
      last = name;
    }
    if (random.nextBoolean()) {
      PoolingType pool = random.nextBoolean() ? PoolingType.AVG : PoolingType.MAX;
      graph.addLayer("global", new GlobalPoolingLayer(pool), last);
      last = "global";
    } else {
      graph.addLayer(
          "dense", new DenseLayer.Builder().nOut(9).activation(any(random)).build(), last);
      last = "dense";
    }
    graph.addLayer(
        "out", new OutputLayer.Builder().nOut(5).activation(Activation.SOFTMAX).build(), last);
    return Nets.build(graph.setOutputs("out"));
  }

  private static void branch(GraphBuilder graph, Random random, String name, String last) {
    int filters = 3 + random.nextInt(3);
    List<String> branches = new ArrayList<>();
    for (int i = 0; i < 2 + random.nextInt(2); i++) {
      String branch = name + "b" + i;
      graph.addLayer(branch, same(random, filters), last);
      branches.add(branch);
    }
    if (random.nextBoolean()) {
      graph.addVertex(name + "s", new ScaleVertex(0.5), branches.get(0));
      branches.set(0, name + "s");
    }
    String[] inputs = branches.toArray(new String[0]);
    switch (random.nextInt(4)) {
      case 0 -> graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), inputs);
      case 1 -> graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Max), inputs);
      case 2 -> graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Product), inputs);
      default -> graph.addVertex(name, new MergeVertex(), inputs);
    }
  }

  private static Layer same(Random random, int filters) {
    int kernel = 1 + random.nextInt(4);
    return new ConvolutionLayer.Builder(kernel, 1 + random.nextInt(3))
        .nOut(filters)
        .convolutionMode(ConvolutionMode.Same)
        .hasBias(random.nextBoolean())
        .activation(any(random))
        .build();
  }

  private static Activation any(Random random) {
    return ACTIVATIONS[random.nextInt(ACTIVATIONS.length)];
  }

  private static Layer imageLayer(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> new BatchNormalization();
      case 1 -> new LocalResponseNormalization.Builder().build();
      case 2 -> new ActivationLayer(any(random));
      case 3 -> new DropoutLayer(0.5);
      case 4 ->
          new SubsamplingLayer.Builder(
                  random.nextBoolean()
                      ? SubsamplingLayer.PoolingType.MAX
                      : SubsamplingLayer.PoolingType.AVG)
              .kernelSize(2, 3)
              .stride(1 + random.nextInt(2), 1)
              .convolutionMode(ConvolutionMode.Same)
              .build();
      case 5 ->
          new ZeroPaddingLayer.Builder(random.nextInt(2), 1, 0, 1 + random.nextInt(2)).build();
      case 6 ->
          new SeparableConvolution2D.Builder()
              .kernelSize(2, 2)
              .nOut(3)
              .depthMultiplier(1 + random.nextInt(2))
              .convolutionMode(ConvolutionMode.Same)
              .activation(any(random))
              .build();
      case 7 -> new Upsampling2D.Builder().size(1 + random.nextInt(2)).build();
      case 8 ->
          new ConvolutionLayer.Builder(2, 2)
              .padding(1, 1)
              .dilation(1 + random.nextInt(2), 1)
              .nOut(4)
              .activation(any(random))
              .build();
      default -> same(random, 3 + random.nextInt(4));
    };
  }
}
