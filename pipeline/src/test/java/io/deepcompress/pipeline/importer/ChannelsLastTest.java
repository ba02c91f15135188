package io.deepcompress.pipeline.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Shape;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks whose pictures are channels last, as Keras has them, become channels-first ones. */
class ChannelsLastTest {
  @TempDir Path folder;

  private static InputType pictures(int channels) {
    return InputType.convolutional(9, 8, channels, CNN2DFormat.NHWC);
  }

  private void assertSame(Model net, int channels, long seed) throws Exception {
    Dl4jCheck.randomize(net, seed);
    ImportedModel model =
        ModelImporter.read(
            Dl4jCheck.save(net, folder), ImportOptions.ofShapes(Shape.of(channels, 9, 8)));
    assertThat(model.warnings()).singleElement().asString().contains("NHWC");
    Network network = model.network();
    float[][] inputs = Dl4jCheck.inputs(network, seed);
    INDArray picture =
        Nd4j.create(inputs[0], new long[] {1, channels, 9, 8}, 'c').permute(0, 2, 3, 1).dup('c');
    INDArray output =
        net instanceof ComputationGraph graph
            ? graph.output(picture)[0]
            : ((MultiLayerNetwork) net).output(picture);
    INDArray expected = output.rank() == 4 ? output.permute(0, 3, 1, 2) : output;
    Dl4jCheck.assertClose(
        Dl4jCheck.runtime(network, model.values(), inputs),
        new float[][] {Nd4j.toFlattened('c', expected).toFloatVector()},
        1e-4,
        seed);
  }

  /** Slopes of a PReLU are refused; DL4J itself fails where global pooling keeps its axes. */
  static Stream<String> names() {
    return ImageLayersTest.names()
        .filter(name -> !name.startsWith("prelu") && !name.equals("global pooling kept"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void computesWhatDl4jComputes(String name) throws Exception {
    int channels = name.startsWith("yolo") ? 14 : 4;
    Layer layer = ImageLayersTest.layer(name);
    Layer first = new ConvolutionLayer.Builder(1, 1).nOut(channels).build();
    assertSame(Nets.stack(pictures(channels), first, layer), channels, name.hashCode());
  }

  @Test
  void flattensPixelByPixel() throws Exception {
    Model net =
        Nets.stack(
            pictures(3),
            new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.RELU).build(),
            new DenseLayer.Builder().nOut(6).activation(Activation.TANH).build(),
            new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build());
    assertSame(net, 3, 5);
  }

  @Test
  void mergesChannels() throws Exception {
    ComputationGraph net =
        Nets.build(
            Nets.graph()
                .addInputs("in")
                .setInputTypes(pictures(2))
                .addLayer("a", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "in")
                .addLayer("b", new ConvolutionLayer.Builder(3, 3).nOut(2).build(), "in")
                .addVertex("merge", new MergeVertex(), "a", "b")
                .addLayer("softmax", new ActivationLayer(Activation.SOFTMAX), "merge")
                .setOutputs("softmax"));
    assertSame(net, 2, 6);
  }
}
