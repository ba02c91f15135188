package io.deepcompress.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Against what Keras' summary and the paper say of NASNet-A (4 @ 1056). */
class NasNetTest {
  private static ComputationGraph mobile;
  private static Map<String, InputType> shapes;

  @BeforeAll
  static void create() {
    mobile = (ComputationGraph) Networks.create("nasnet", 1);
    shapes =
        mobile.getConfiguration().getLayerActivationTypes(InputType.convolutional(224, 224, 3));
  }

  @Test
  void hasAsManyParametersAsKeras() {
    assertThat(mobile.numParams()).isEqualTo(5_326_716);
    long statistics =
        mobile.paramTable().entrySet().stream()
            .filter(e -> e.getKey().matches(".*_(mean|log10stdev)"))
            .mapToLong(e -> e.getValue().length())
            .sum();
    assertThat(statistics).as("what Keras calls not trainable").isEqualTo(36_738);
  }

  private static void assertShape(String value, int channels, int size) {
    InputTypeConvolutional type = (InputTypeConvolutional) shapes.get(value);
    assertThat(new long[] {type.getChannels(), type.getHeight(), type.getWidth()})
        .as(value)
        .containsExactly(channels, size, size);
  }

  @Test
  void hasTheShapesOfKeras() {
    assertShape("stem", 32, 111);
    assertShape("stem1", 44, 56);
    assertShape("stem2", 88, 28);
    assertShape("stack0-cell0", 264, 28);
    assertShape("stack0-cell3", 264, 28);
    assertShape("reduce1", 352, 14);
    assertShape("stack1-cell3", 528, 14);
    assertShape("reduce2", 704, 7);
    assertShape("stack2-cell3", 1056, 7);
  }

  /** 564 million. */
  @Test
  void multipliesAsOftenAsInThePaper() {
    long products = mobile.getParam("output_W").length();
    for (Layer layer : mobile.getLayers()) {
      if (layer.conf().getLayer() instanceof ConvolutionLayer convolution) {
        String name = convolution.getLayerName();
        InputTypeConvolutional out = (InputTypeConvolutional) shapes.get(name);
        // All of its parameters are weights.
        assertThat(mobile.paramTable()).doesNotContainKey(name + "_b");
        products += layer.numParams() * out.getHeight() * out.getWidth();
      }
    }
    assertThat(products).isBetween(563_500_000L, 564_500_000L);
  }

  @Test
  void refusesFiltersThatCannotBeDivided() {
    for (int filters : new int[] {-192, 0, 96, 1032}) {
      assertThatIllegalArgumentException()
          .as("%d filters", filters)
          .isThrownBy(() -> new NasNet(32, filters, 4))
          .withMessageContaining(filters + " penultimate filters");
    }
  }

  /**
   * DL4J overwrites what an activation layer reads when it predicts, but not when it trains; every
   * value must still be there for its other readers.
   */
  @Test
  void activationsOverwriteNothing() {
    ComputationGraph small = new NasNet(4, 192, 1).create(new int[] {3, 32, 32}, 5, 3);
    INDArray pictures = Nd4j.rand(3, new long[] {2, 3, 32, 32});
    Map<String, INDArray> values = small.feedForward(pictures, false);
    INDArray sum = values.get("stack0-cell0-left5b-norm").add(values.get("stack0-cell0-here-norm"));
    assertThat(values.get("stack0-cell0-here-norm").minNumber().doubleValue()).isNegative();
    assertThat(values.get("stack0-cell0-sum5")).isEqualTo(sum);
  }
}
