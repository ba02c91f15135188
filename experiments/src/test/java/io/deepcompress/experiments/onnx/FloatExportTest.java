package io.deepcompress.experiments.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Join;
import io.deepcompress.codec.network.Operation.Pool;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import io.deepcompress.experiments.measure.Agreement;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The float mode of the runtime beside ONNX Runtime, for every operation. */
final class FloatExportTest {
  private static final Shape IMAGE = Shape.of(4, 9, 8);
  private static final Shape SEQUENCE = Shape.of(5, 7);
  private static final Shape VECTOR = Shape.of(12);
  private static final Window ODD = new Window(3, 2, 2, 1, 1, 0, 2, 1, 1, 2);
  private static final Window POOL = new Window(3, 2, 2, 1, 1, 0, 1, 1, 1, 1);

  static Stream<Named<Network>> networks() {
    List<Named<Network>> all = new ArrayList<>();
    for (Shape shape : List.of(VECTOR, SEQUENCE)) {
      add(all, shape, new Operation.Dense(6, true));
      add(all, shape, new Operation.Dense(6, false));
    }
    add(all, IMAGE, new Operation.Convolution(6, Window.square(3, 1, 1), 1, true));
    add(all, IMAGE, new Operation.Convolution(6, ODD, 2, true));
    add(all, IMAGE, new Operation.Convolution(8, ODD, 4, false));
    add(all, IMAGE, new Operation.Deconvolution(3, Window.square(3, 2, 1), true));
    add(all, IMAGE, new Operation.Deconvolution(3, ODD, false));
    add(all, IMAGE, new Operation.Pooling(Pool.MAX, POOL, false, 0));
    add(all, IMAGE, new Operation.Pooling(Pool.AVERAGE, POOL, true, 0));
    add(all, IMAGE, new Operation.Pooling(Pool.AVERAGE, POOL, false, 0));
    add(all, IMAGE, new Operation.Pooling(Pool.SUM, POOL, false, 0));
    add(all, IMAGE, new Operation.Pooling(Pool.P_NORM, POOL, false, 2));
    for (Shape shape : List.of(IMAGE, SEQUENCE)) {
      for (Pool pool : Pool.values()) {
        add(all, shape, new Operation.GlobalPooling(pool, pool == Pool.P_NORM ? 3 : 0));
      }
      add(all, shape, new Operation.Affine());
      add(all, shape, new Operation.Softmax());
    }
    add(all, VECTOR, new Operation.Softmax());
    add(all, IMAGE, new Operation.ScaleShift(0.7f, -0.2f));
    add(all, IMAGE, new Operation.LocalResponseNormalization(5, 2f, 1e-1f, 0.75f));
    add(all, IMAGE, new Operation.LocalResponseNormalization(3, 1f, 1e-1f, 0.6f));
    add(all, IMAGE, new Operation.LocalResponseNormalization(4, 1f, 1e-1f, 0.5f));
    add(all, IMAGE, new Operation.PRelu(0));
    add(all, IMAGE, new Operation.PRelu(6));
    for (ActivationFunction function : ActivationFunction.values()) {
      for (int form = 0; form < (function == ActivationFunction.GELU ? 4 : 1); form++) {
        add(all, VECTOR, activation(function, form));
      }
    }
    add(all, IMAGE, new Operation.Pad(1, 2, 0, 3));
    add(all, IMAGE, new Operation.Crop(1, 2, 0, 3));
    add(all, IMAGE, new Operation.Slice(1, 2));
    add(all, IMAGE, new Operation.Upsample(2, 3));
    add(all, Shape.of(3, 6, 4), new Operation.SpaceToDepth(2));
    add(all, IMAGE, new Operation.L2Normalize(1e-5f));
    add(all, IMAGE, new Operation.Reshape(Shape.of(4 * 9 * 8)));
    add(all, SEQUENCE, new Operation.Transpose());
    add(all, SEQUENCE, new Operation.LastStep());
    for (boolean peepholes : new boolean[] {false, true}) {
      add(
          all,
          SEQUENCE,
          new Operation.Lstm(4, peepholes, ActivationFunction.SIGMOID, ActivationFunction.TANH));
    }
    for (Join join : Join.values()) {
      int inputs = join == Join.SUBTRACT ? 2 : 3;
      add(all, SmallModels.join(IMAGE, inputs, new Operation.Elementwise(join)));
    }
    add(all, SmallModels.join(IMAGE, 3, new Operation.Concatenate()));
    return all.stream();
  }

  private static Operation activation(ActivationFunction function, int form) {
    float a =
        switch (function) {
          case CLIPPED_RELU -> 1.5f;
          case LEAKY_RELU, THRESHOLDED_RELU -> 0.3f;
          case ELU -> 1f;
          case GELU -> form;
          default -> 0f;
        };
    return new Operation.Activation(function, a, 0);
  }

  private static void add(List<Named<Network>> all, Shape input, Operation operation) {
    add(all, SmallModels.chain(input, operation));
  }

  private static void add(List<Named<Network>> all, Network network) {
    all.add(
        Named.of(
            network.nodes().get(0).operation() + " on " + network.inputs().get(0).shape(),
            network));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void onnxRuntimeComputesTheSame(Network network) throws ModelFormatException, OrtException {
    SmallModels models = new SmallModels(17);
    CompressedModel model = models.of(network, List.of());
    byte[] file = OnnxExporter.export(model, OnnxPrecision.FLOAT, 1);
    try (OrtModel peer = new OrtModel(file, 1);
        Session session =
            Model.of(model, LoadOptions.DEFAULT.withMode(Mode.FLOAT))
                .newSession(SessionOptions.of(Mode.FLOAT))) {
      for (int round = 0; round < 3; round++) {
        float[][] inputs = models.inputs(network);
        float[][] outputs = {new float[network.shape(network.outputs().get(0)).size()]};
        session.run(inputs, outputs);
        float[] expected = peer.run(inputs).get(0);
        assertThat(outputs[0]).hasSameSizeAs(expected);
        assertThat(Agreement.relativeToRange(expected, outputs[0])).isLessThan(1e-5);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aBatchIsItsSamples(Network network) throws ModelFormatException, OrtException {
    SmallModels models = new SmallModels(18);
    CompressedModel model = models.of(network, List.of());
    try (OrtModel one = new OrtModel(OnnxExporter.export(model, OnnxPrecision.FLOAT, 1), 1);
        OrtModel two = new OrtModel(OnnxExporter.export(model, OnnxPrecision.FLOAT, 2), 1)) {
      float[][] first = models.inputs(network);
      float[][] second = models.inputs(network);
      float[][] both = new float[first.length][];
      for (int i = 0; i < both.length; i++) {
        both[i] = concatenate(first[i], second[i]);
      }
      float[] expected = concatenate(one.run(first).get(0), one.run(second).get(0));
      assertThat(Agreement.relativeToRange(expected, two.run(both).get(0))).isLessThan(1e-5);
    }
  }

  private static float[] concatenate(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
