package io.deepcompress.pipeline.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deepcompress.codec.network.Parameter;
import io.deepcompress.codec.network.Parameter.Role;
import io.deepcompress.codec.network.Shape;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Values that go through the binding land where DL4J's own indexing finds them. */
class Dl4jBindingTest {
  @TempDir Path folder;

  private static Model net() {
    return Nets.stack(
        InputType.convolutional(6, 5, 2),
        new ConvolutionLayer.Builder(3, 2).nOut(3).build(),
        new Deconvolution2D.Builder().kernelSize(2, 3).nOut(4).build(),
        new DepthwiseConvolution2D.Builder().kernelSize(2, 2).depthMultiplier(2).build(),
        new SeparableConvolution2D.Builder().kernelSize(2, 1).depthMultiplier(3).nOut(2).build(),
        new BatchNormalization.Builder().useLogStd(false).build(),
        new PReLULayer.Builder().inputShape(2, 3, 5).build(),
        new DenseLayer.Builder().nOut(7).build());
  }

  private ImportedModel imported(Model net) throws Exception {
    Dl4jCheck.randomize(net, 9);
    return ModelImporter.read(
        Dl4jCheck.save(net, folder), ImportOptions.ofShapes(Shape.of(2, 6, 5)));
  }

  @Test
  void rangesAreThoseOfTheFlattenedVector() throws Exception {
    Model net = net();
    Dl4jBinding binding = imported(net).binding();
    assertThat(binding.parameterCount()).isEqualTo(net.numParams());
    assertThat(binding.ranges().keySet())
        .containsExactlyInAnyOrderElementsOf(net.paramTable().keySet());
    long base = net.params().offset();
    for (Map.Entry<String, INDArray> parameter : net.paramTable().entrySet()) {
      Dl4jBinding.Range range = binding.ranges().get(parameter.getKey());
      assertThat(range.offset()).isEqualTo(parameter.getValue().offset() - base);
      assertThat(range.length()).isEqualTo((int) parameter.getValue().length());
    }
  }

  @Test
  void weightsStandWhereDl4jReadsThem() throws Exception {
    Model net = net();
    ImportedModel model = imported(net);
    for (int i = 0; i < model.values().size(); i++) {
      Parameter parameter = model.network().parameters().get(i);
      if (!parameter.role().isWeights()) {
        continue;
      }
      INDArray weights = net.getParam(model.binding().key(i));
      String name = model.network().name(parameter);
      int[] at = new int[parameter.shape().rank()];
      for (int j = 0; j < parameter.shape().size(); j++) {
        assertThat(dl4jWeight(weights, name, at, parameter.shape()))
            .as(name)
            .isEqualTo(model.values().get(i)[j]);
        advance(at, parameter.shape());
      }
    }
  }

  /** DL4J's documented layouts, index by index. */
  private static float dl4jWeight(INDArray weights, String name, int[] at, Shape shape) {
    return switch (name) {
      case "layer0.weights" -> weights.getFloat(at[0], at[1], at[2], at[3]);
      case "layer1.weights" -> weights.getFloat(at[1], at[0], at[2], at[3]);
      case "layer2.weights" -> weights.getFloat(at[2], at[3], at[0] / 2, at[0] % 2);
      case "layer3.depthwise.weights" -> weights.getFloat(at[0] % 3, at[0] / 3, at[2], at[3]);
      case "layer3.weights" -> weights.getFloat(at[0], at[1], 0, 0);
      case "layer6.weights" -> weights.getFloat(at[1], at[0]);
      default -> throw new AssertionError(name + " " + shape);
    };
  }

  private static void advance(int[] at, Shape shape) {
    for (int axis = at.length - 1; axis >= 0 && ++at[axis] == shape.dimension(axis); axis--) {
      at[axis] = 0;
    }
  }

  @Test
  void goesThereAndBack() throws Exception {
    ImportedModel model = imported(net());
    Dl4jBinding binding = model.binding();
    Random random = new Random(1);
    for (int i = 0; i < model.values().size(); i++) {
      if (!binding.isView(i)) {
        assertThat(model.network().parameters().get(i).role()).isIn(Role.SCALE, Role.SHIFT);
        continue;
      }
      float[] values = model.values().get(i);
      assertThat(binding.toCodec(i, binding.toDl4j(i, values))).containsExactly(values);
      byte[] codes = new byte[values.length];
      random.nextBytes(codes);
      byte[] moved = binding.toDl4j(i, codes);
      for (int j = 0; j < codes.length; j++) {
        assertThat(moved[binding.toDl4j(i, j)]).isEqualTo(codes[j]);
      }
      int parameter = i;
      assertThatThrownBy(() -> binding.toDl4j(parameter, new float[values.length + 1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void computesNormalizationsAnewFromTheirStatistics() throws Exception {
    ImportedModel model = imported(net());
    int scale = 0;
    while (model.network().parameters().get(scale).role() != Role.SCALE) {
      scale++;
    }
    Map<String, float[]> statistics =
        Map.of(
            "4_gamma", new float[] {2, 3},
            "4_beta", new float[] {-1, 5},
            "4_mean", new float[] {10, 20},
            "4_var", new float[] {4, 0.25f});
    assertThat(model.binding().keys(scale)).containsExactly("4_gamma", "4_beta", "4_mean", "4_var");
    assertThat(model.binding().read(scale, statistics::get))
        .containsExactly((float) (2 / Math.sqrt(4 + 1e-5)), (float) (3 / Math.sqrt(0.25 + 1e-5)));
    assertThat(model.binding().read(scale + 1, statistics::get))
        .containsExactly(
            (float) (-1 - 20 / Math.sqrt(4 + 1e-5)), (float) (5 - 60 / Math.sqrt(0.25 + 1e-5)));
  }
}
