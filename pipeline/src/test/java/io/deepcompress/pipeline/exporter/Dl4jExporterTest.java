package io.deepcompress.pipeline.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Pool;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.pipeline.importer.Dl4jCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks that no importer made. */
class Dl4jExporterTest {
  private static final Operation RELU = new Operation.Activation(ActivationFunction.RELU, 0, 0);

  private static Network chain(Shape input, Operation... operations) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < operations.length; i++) {
      nodes.add(new Node("n" + i, operations[i], List.of(i)));
    }
    return new Network(List.of(new Input("in", input)), nodes, List.of(operations.length));
  }

  private static List<float[]> values(Network network, long seed) {
    Random random = new Random(seed);
    List<float[]> values = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      float[] array = new float[parameter.shape().size()];
      for (int i = 0; i < array.length; i++) {
        array[i] = (float) random.nextGaussian() * 0.3f;
      }
      values.add(array);
    }
    return values;
  }

  private static Model assertSame(Network network) throws Exception {
    List<float[]> values = values(network, 3);
    Model model = Dl4jExporter.export(network, values).model();
    float[][] inputs = Dl4jCheck.inputs(network, 4);
    Dl4jCheck.assertClose(
        Dl4jCheck.dl4j(model, network, inputs),
        Dl4jCheck.runtime(network, values, inputs),
        1e-4,
        3);
    return model;
  }

  private static Network classifier() {
    return chain(
        Shape.of(1, 8, 8),
        new Operation.Convolution(4, Window.square(3), 1, true),
        new Operation.Affine(),
        RELU,
        new Operation.Pooling(Pool.MAX, Window.square(2, 2, 0), false, 0),
        new Operation.Reshape(Shape.of(36)),
        new Operation.Dense(16, true),
        RELU,
        new Operation.Affine(),
        new Operation.Dense(3, true),
        new Operation.Softmax());
  }

  @Test
  void makesAStackOfLayersThatTrains() throws Exception {
    Model model = assertSame(classifier());
    assertThat(model).isInstanceOf(MultiLayerNetwork.class);
    MultiLayerNetwork network = (MultiLayerNetwork) model;
    assertThat(network.getnLayers()).isEqualTo(7);
    INDArray features = Nd4j.rand(30, 64);
    INDArray labels = Nd4j.zeros(30, 3);
    for (int i = 0; i < 30; i++) {
      labels.putScalar(i, i % 3, 1);
      features.putScalar(i, 10 + i % 3, 4);
    }
    network.fit(features, labels);
    double before = network.score();
    for (int i = 0; i < 150; i++) {
      network.fit(features, labels);
    }
    assertThat(network.score()).isLessThan(0.8 * before);
  }

  @Test
  void makesAGraphThatTrains() throws Exception {
    Network network =
        new Network(
            List.of(new Input("in", Shape.of(6))),
            List.of(
                new Node("a", new Operation.Dense(8, true), List.of(0)),
                new Node("b", RELU, List.of(1)),
                new Node("c", new Operation.Dense(8, false), List.of(2)),
                new Node("d", new Operation.Elementwise(Operation.Join.ADD), List.of(2, 3)),
                new Node("e", new Operation.Dense(2, true), List.of(4)),
                new Node("f", new Operation.Softmax(), List.of(5))),
            List.of(6));
    ComputationGraph graph = (ComputationGraph) assertSame(network);
    INDArray features = Nd4j.rand(20, 6);
    INDArray labels = Nd4j.zeros(20, 2);
    for (int i = 0; i < 20; i++) {
      labels.putScalar(i, features.getDouble(i, 0) > 0.5 ? 1 : 0, 1);
    }
    INDArray[] inputs = {features};
    INDArray[] outputs = {labels};
    graph.fit(inputs, outputs);
    double before = graph.score();
    for (int i = 0; i < 60; i++) {
      graph.fit(inputs, outputs);
    }
    assertThat(graph.score()).isLessThan(before);
  }

  @Test
  void keepsNamesOfLayers() throws Exception {
    Network network = classifier();
    ExportedModel exported = Dl4jExporter.export(network, values(network, 1));
    MultiLayerNetwork model = (MultiLayerNetwork) exported.model();
    assertThat(
            Arrays.stream(model.getLayers()).map(layer -> layer.conf().getLayer().getLayerName()))
        .containsExactly("n0", "n1", "n2", "n3", "n5", "n7", "n8");
    assertThat(exported.binding().key(0)).isEqualTo("0_W");
  }

  @Test
  void placesAnyWindow() throws Exception {
    Window lopsided = new Window(3, 2, 2, 1, 0, 1, 2, 0, 1, 2);
    assertSame(chain(Shape.of(3, 7, 6), new Operation.Convolution(4, lopsided, 1, true), RELU));
    assertSame(chain(Shape.of(3, 7, 6), new Operation.Convolution(6, lopsided, 3, false), RELU));
    assertSame(chain(Shape.of(3, 7, 6), new Operation.Deconvolution(4, lopsided, true), RELU));
    assertSame(chain(Shape.of(3, 7, 6), new Operation.Deconvolution(4, lopsided, false)));
  }

  @Test
  void exportsWhatHasSeveralReadersOrOutputs() throws Exception {
    Network network =
        new Network(
            List.of(new Input("in", Shape.of(2, 5, 5)), new Input("other", Shape.of(4))),
            List.of(
                new Node(
                    "conv", new Operation.Convolution(3, Window.square(2), 1, true), List.of(0)),
                new Node("relu", RELU, List.of(2)),
                new Node("raw", new Operation.GlobalPooling(Pool.AVERAGE, 0), List.of(2)),
                new Node("cut", new Operation.Slice(0, 1), List.of(3)),
                new Node("scale", new Operation.ScaleShift(2, -1), List.of(1)),
                new Node("both", new Operation.Concatenate(), List.of(4, 6)),
                new Node("twice", new Operation.Softmax(), List.of(5))),
            List.of(3, 7, 8, 4));
    assertSame(network);
  }

  @Test
  void refusesWhatDl4jDoesNotHave() {
    Network grouped =
        chain(Shape.of(4, 5, 5), new Operation.Convolution(4, Window.square(2), 2, true));
    assertThatThrownBy(() -> Dl4jExporter.export(grouped, values(grouped, 1)))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("n0")
        .hasMessageContaining("grouped");
    Network gelu = chain(Shape.of(4), new Operation.Activation(ActivationFunction.GELU, 1, 0));
    assertThatThrownBy(() -> Dl4jExporter.export(gelu, List.of()))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining("n0");
    Network sum =
        chain(Shape.of(1, 4, 4), new Operation.Pooling(Pool.SUM, Window.square(2), false, 0));
    assertThatThrownBy(() -> Dl4jExporter.export(sum, List.of()))
        .isInstanceOf(ExportException.class);
  }
}
