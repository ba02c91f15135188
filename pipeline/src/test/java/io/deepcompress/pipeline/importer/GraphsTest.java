package io.deepcompress.pipeline.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.network.Shape;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Vertices of graphs compute what DL4J computes. */
class GraphsTest {
  @TempDir Path folder;

  private static ConvolutionLayer convolution(int filters) {
    return new ConvolutionLayer.Builder(3, 3).nOut(filters).activation(Activation.RELU).build();
  }

  private static DenseLayer dense(int units) {
    return new DenseLayer.Builder().nOut(units).activation(Activation.TANH).build();
  }

  @ParameterizedTest
  @EnumSource(ElementWiseVertex.Op.class)
  void joinsElementByElement(ElementWiseVertex.Op op) throws Exception {
    GraphBuilder graph =
        Nets.graph()
            .addInputs("in")
            .setInputTypes(InputType.convolutional(7, 6, 2))
            .addLayer("a", convolution(3), "in")
            .addLayer("b", convolution(3), "in")
            .addLayer("c", convolution(3), "in");
    if (op == ElementWiseVertex.Op.Subtract) {
      graph.addVertex("join", new ElementWiseVertex(op), "a", "b");
      graph.setOutputs("join", "c");
    } else {
      graph.addVertex("join", new ElementWiseVertex(op), "a", "b", "c");
      graph.setOutputs("join");
    }
    Dl4jCheck.assertSame(Nets.build(graph), folder, op.ordinal(), Shape.of(2, 7, 6));
  }

  /** Trained so, the network must be run so, though DL4J then does otherwise. */
  @ParameterizedTest
  @CsvSource({"ENABLED, false", "ENABLED, true", "NONE, false", "NONE, true"})
  void warnsWhereDl4jOverwritesWhatOthersRead(WorkspaceMode mode, boolean isOutput)
      throws Exception {
    GraphBuilder graph =
        Nets.graph()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(5))
            .addLayer("a", dense(4), "in")
            .addLayer("relu", new ActivationLayer(Activation.RELU), "a")
            .addLayer("b", dense(3), "a")
            .addVertex("join", new MergeVertex(), "relu", "b");
    graph.setOutputs(isOutput ? new String[] {"join", "relu"} : new String[] {"join"});
    ComputationGraph net = Nets.build(graph);
    net.getConfiguration().setInferenceWorkspaceMode(mode);
    Dl4jCheck.randomize(net, 3);

    ImportedModel model = ModelImporter.read(Dl4jCheck.save(net, folder), ImportOptions.DEFAULT);

    float[][] inputs = Dl4jCheck.inputs(model.network(), 3);
    INDArray input = Nd4j.create(inputs[0], 1, 5);
    float[] training = net.output(true, input)[0].toFloatVector();
    float[][] actual = Dl4jCheck.runtime(model.network(), model.values(), inputs);
    Dl4jCheck.assertClose(new float[][] {actual[0]}, new float[][] {training}, 1e-5, 3);
    float[] predicted = net.output(false, input)[0].toFloatVector();
    if (mode == WorkspaceMode.ENABLED) {
      assertThat(predicted).isEqualTo(training);
      assertThat(model.warnings()).isEmpty();
    } else {
      assertThat(predicted).isNotEqualTo(training);
      assertThat(model.warnings())
          .singleElement()
          .asString()
          .contains("'relu' overwrites what 'a' gives, and 'b' read that");
    }
  }

  static Stream<GraphVertex> vertices() {
    return Stream.of(
        new ScaleVertex(0.3),
        new ShiftVertex(-0.7),
        new SubsetVertex(1, 2),
        new L2NormalizeVertex(),
        new L2NormalizeVertex(null, 100),
        new PoolHelperVertex(),
        new ReshapeVertex(-1, 60),
        new ReshapeVertex(-1, 5, 3, 4),
        new PreprocessorVertex(new CnnToFeedForwardPreProcessor(5, 4, 3)));
  }

  @ParameterizedTest
  @MethodSource("vertices")
  void appliesVertices(GraphVertex vertex) throws Exception {
    GraphBuilder graph =
        Nets.graph()
            .addInputs("in")
            .addLayer("a", new ConvolutionLayer.Builder(3, 3).nIn(2).nOut(3).build(), "in")
            .addVertex("v", vertex, "a")
            .setOutputs("v");
    Dl4jCheck.assertSame(Nets.build(graph), folder, 3, Shape.of(2, 7, 6));
  }

  @Test
  void mergesAndSplits() throws Exception {
    GraphBuilder graph =
        Nets.graph()
            .addInputs("left", "right")
            .setInputTypes(InputType.feedForward(5), InputType.convolutional(6, 5, 2))
            .addLayer("zleft", dense(4), "left")
            .addLayer("picture", convolution(3), "right")
            .addLayer("aright", dense(6), "picture")
            .addVertex("merge", new MergeVertex(), "aright", "zleft", "left")
            .addLayer("first", new OutputLayer.Builder().nOut(3).build(), "merge")
            .addLayer("second", new OutputLayer.Builder().nOut(2).build(), "aright")
            .addVertex("frozen", new FrozenVertex(new ScaleVertex(2)), "zleft")
            .setOutputs("second", "first", "frozen");
    ImportedModel model =
        Dl4jCheck.assertSame(Nets.build(graph), folder, 4, Shape.of(5), Shape.of(2, 6, 5));
    assertThat(model.network().inputs()).extracting("name").containsExactly("left", "right");
  }

  @Test
  void takesTheLastStep() throws Exception {
    GraphBuilder graph =
        Nets.graph()
            .addInputs("in")
            .setInputTypes(InputType.recurrent(4, 6))
            .addLayer("lstm", new LSTM.Builder().nOut(5).build(), "in")
            .addVertex("last", new LastTimeStepVertex("in"), "lstm")
            .addLayer("out", dense(3), "last")
            .setOutputs("out");
    Dl4jCheck.assertSame(Nets.build(graph), folder, 5, Shape.of(4, 6));
  }

  @Test
  void followsTheOrderInWhichDl4jSortsParameters() throws Exception {
    GraphBuilder graph = Nets.graph().addInputs("in").setInputTypes(InputType.feedForward(3));
    String[] outputs = new String[20];
    for (int i = 20; i > 0; i--) {
      outputs[i - 1] = "leaf" + i;
      graph.addLayer("leaf" + i, dense(2), "branch" + i);
      graph.addLayer("branch" + i, dense(1 + i % 3), i % 2 == 0 ? "in" : "hub");
    }
    graph.addLayer("hub", dense(4), "in").setOutputs(outputs);
    Dl4jCheck.assertSame(Nets.build(graph), folder, 6);
  }
}
