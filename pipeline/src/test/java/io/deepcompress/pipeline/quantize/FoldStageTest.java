package io.deepcompress.pipeline.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.TestModels;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.share.RecognizeStage;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FoldStageTest {
  private static final StageContext CONTEXT = StageContext.plain(1);
  private static final Shape IMAGE = Shape.of(2, 6, 6);

  private static float[] run(WorkingModel model, float[] input) throws Exception {
    Model runnable = Model.of(model.toCompressedModel(), LoadOptions.DEFAULT.withMode(Mode.FLOAT));
    try (Session session = runnable.newSession(SessionOptions.of(Mode.FLOAT))) {
      return session.run(input).clone();
    }
  }

  private static float[] random(int size, long seed) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static long affines(WorkingModel model) {
    return model.network().nodes().stream()
        .filter(node -> node.operation() instanceof Operation.Affine)
        .count();
  }

  /** Outputs are equal before and after; returns how many normalizations are left. */
  private static long folded(WorkingModel model) throws Exception {
    float[] input = random(model.network().inputs().get(0).shape().size(), 7);
    float[] before = run(model, input);
    new FoldStage().run(model, CONTEXT);
    assertThat(run(model, input)).containsExactly(before, within(1e-5f));
    return affines(model);
  }

  private static WorkingModel network(List<Node> nodes, Integer... outputs) {
    return TestModels.random(
        new Network(List.of(new Input("in", IMAGE)), nodes, List.of(outputs)), 3);
  }

  private static Node convolution(String name, int from, boolean bias) {
    return new Node(
        name, new Operation.Convolution(2, Window.square(3, 1, 1), 1, bias), List.of(from));
  }

  private static Node affine(String name, int from) {
    return new Node(name, new Operation.Affine(), List.of(from));
  }

  @Test
  void aConvolutionWithoutBiasGetsOne() throws Exception {
    WorkingModel model = TestModels.convolutional(5);
    int parameters = model.tensors().size();

    assertThat(folded(model)).isZero();

    assertThat(model.tensors()).hasSize(parameters - 1);
    assertThat(model.tensors().get(1).name()).isEqualTo("conv1.bias");
  }

  @Test
  void twoInARowAreBothFolded() throws Exception {
    WorkingModel model =
        network(List.of(convolution("c", 0, true), affine("a", 1), affine("b", 2)), 3);

    assertThat(folded(model)).isZero();
    assertThat(model.network().outputs()).containsExactly(1);
  }

  @Test
  void denseAndTransposedConvolutionsTakeThemToo() throws Exception {
    WorkingModel model =
        network(
            List.of(
                new Node(
                    "up", new Operation.Deconvolution(3, Window.square(2, 2, 0), true), List.of(0)),
                affine("a", 1),
                new Node("flat", new Operation.Reshape(Shape.of(432)), List.of(2)),
                new Node("fc", new Operation.Dense(4, false), List.of(3)),
                affine("b", 4)),
            5);

    assertThat(folded(model)).isZero();
  }

  @Test
  void anOutputThatOthersReadIsLeftAlone() throws Exception {
    WorkingModel joined =
        network(
            List.of(
                convolution("c", 0, true),
                affine("a", 1),
                new Node("sum", new Operation.Elementwise(Operation.Join.ADD), List.of(1, 2))),
            3);
    assertThat(folded(joined)).isEqualTo(1);

    WorkingModel output = network(List.of(convolution("c", 0, true), affine("a", 1)), 1, 2);
    assertThat(folded(output)).isEqualTo(1);
  }

  @Test
  void whereNoLayerStandsBeforeItIsKept() throws Exception {
    WorkingModel atInput = network(List.of(affine("a", 0), convolution("c", 1, true)), 2);
    assertThat(folded(atInput)).isEqualTo(1);

    WorkingModel afterRelu =
        network(
            List.of(
                convolution("c", 0, true),
                new Node("r", new Operation.Activation(ActivationFunction.RELU, 0, 0), List.of(1)),
                affine("a", 2)),
            3);
    assertThat(folded(afterRelu)).isEqualTo(1);
  }

  @Test
  void sharedWeightsAreNotTouched() throws Exception {
    WorkingModel model = network(List.of(convolution("c", 0, true), affine("a", 1)), 2);
    float[] weights = model.tensors().get(0).values();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i % 5 - 2;
    }
    new RecognizeStage().run(model, CONTEXT);

    assertThat(folded(model)).isEqualTo(1);
    assertThat(model.tensors().get(0).shared()).isTrue();
  }

  @Test
  void prunedWeightsStayPrunedUnderNegativeFactors() {
    WorkingModel model = network(List.of(convolution("c", 0, true), affine("a", 1)), 2);
    float[] weights = model.tensors().get(0).values();
    for (int i = 0; i < weights.length; i += 2) {
      weights[i] = 0;
    }
    int kept = model.tensors().get(0).kept();

    new FoldStage().run(model, CONTEXT);

    assertThat(model.tensors().get(0).kept()).isEqualTo(kept);
  }
}
