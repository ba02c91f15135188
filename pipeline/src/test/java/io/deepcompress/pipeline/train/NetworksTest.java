package io.deepcompress.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class NetworksTest {
  @Test
  void countsAreThePapers() {
    assertThat(Networks.create("lenet-300-100", 1).numParams()).isEqualTo(266_610);
    assertThat(Networks.create("lenet-5", 1).numParams()).isEqualTo(431_080);
  }

  @Test
  void takeRawDigits() {
    for (String name : new String[] {"lenet-300-100", "lenet-5"}) {
      MultiLayerNetwork network = (MultiLayerNetwork) Networks.create(name, 1);
      long[] shape = NetworkHandle.of(network).batchShape(2, Networks.inputShape(name));
      assertThat(network.output(Nd4j.rand(3, shape)).shape()).containsExactly(2, 10);
    }
  }

  @Test
  void seedMakesTheWeights() {
    Model one = Networks.create("lenet-5", 1);
    assertThat(Networks.create("LeNet-5", 1).params()).isEqualTo(one.params());
    assertThat(Networks.create("lenet-5", 2).params()).isNotEqualTo(one.params());
  }

  @Test
  void zooNetworksTakeOtherShapesAndClasses() {
    ComputationGraph graph =
        (ComputationGraph) Networks.create("squeezenet", new int[] {3, 64, 64}, 7, 1);
    long[] shape = NetworkHandle.of(graph).batchShape(1, new int[] {3, 64, 64});
    assertThat(shape).containsExactly(1, 3, 64, 64);
    assertThat(graph.outputSingle(Nd4j.rand(3, shape)).shape()).containsExactly(1, 7);
  }

  @Test
  void saysWhichNetworksThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Networks.create("lenet5", 1))
        .withMessageContaining("lenet-5")
        .withMessageContaining("vgg16");
    assertThat(Networks.names()).contains("alexnet", "vgg16", "lenet-300-100");
  }
}
