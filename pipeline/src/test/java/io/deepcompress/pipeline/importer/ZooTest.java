package io.deepcompress.pipeline.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.pipeline.train.NasNet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.zoo.ZooModel;
import org.deeplearning4j.zoo.model.AlexNet;
import org.deeplearning4j.zoo.model.FaceNetNN4Small2;
import org.deeplearning4j.zoo.model.LeNet;
import org.deeplearning4j.zoo.model.SimpleCNN;
import org.deeplearning4j.zoo.model.SqueezeNet;
import org.deeplearning4j.zoo.model.TextGenerationLSTM;
import org.deeplearning4j.zoo.model.VGG16;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks of DL4J's zoo: whole topologies by configuration, small instances by their output. */
class ZooTest {
  @TempDir Path folder;

  private record Walked(Network network, Dl4jBinding binding, List<String> warnings) {}

  private static Walked walk(String configuration, Shape... given) throws Exception {
    JsonNode root = new ObjectMapper().readTree(configuration);
    Topology topology = root.has("confs") ? new LayerStack(root) : new VertexGraph(root);
    topology.requireSupported();
    List<String> warnings = new ArrayList<>();
    List<Input> inputs = new InputShapes(topology, warnings).resolve(List.of(given));
    Assembly assembly = new Assembly(inputs, topology.channelsLast());
    List<Integer> outputs = topology.walk(assembly).stream().map(Flow::value).toList();
    return new Walked(assembly.network(outputs), assembly.binding(), warnings);
  }

  @Test
  void walksAlexNet() throws Exception {
    MultiLayerConfiguration configuration = AlexNet.builder().numClasses(1000).build().conf();
    Walked walked = walk(configuration.toJson());
    assertThat(walked.network().parameterCount()).isEqualTo(62_378_344);
    assertThat(walked.network().inputs().get(0).shape()).isEqualTo(Shape.of(3, 224, 224));
    assertThat(walked.warnings()).singleElement().asString().contains("3x224x224");
  }

  @Test
  void walksVgg16() throws Exception {
    Walked walked = walk(VGG16.builder().numClasses(1000).build().conf().toJson());
    assertThat(walked.network().parameterCount()).isEqualTo(138_357_544);
    assertThat(walked.binding().parameterCount()).isEqualTo(138_357_544);
    assertThat(walked.network().inputs().get(0).shape()).isEqualTo(Shape.of(3, 224, 224));
    assertThat(walked.warnings()).isEmpty();
  }

  private void assertSame(ZooModel<?> zoo, int... shape) throws Exception {
    zoo.setInputShape(new int[][] {shape});
    assertSame(zoo.init(), Shape.of(shape));
  }

  private void assertSame(Model net, Shape shape) throws Exception {
    Dl4jCheck.randomizeStatistics(net, 1);
    Dl4jCheck.assertImportsAsIs(net, folder, 1, 1e-3, shape);
  }

  @Test
  void computesLeNet() throws Exception {
    assertSame(LeNet.builder().numClasses(10).build(), 1, 28, 28);
  }

  @Test
  void computesSimpleCnn() throws Exception {
    assertSame(SimpleCNN.builder().numClasses(10).build(), 3, 48, 48);
  }

  @Test
  void computesSqueezeNet() throws Exception {
    assertSame(SqueezeNet.builder().numClasses(50).build(), 3, 48, 48);
  }

  @Test
  void computesFaceNet() throws Exception {
    assertSame(FaceNetNN4Small2.builder().numClasses(10).build(), 3, 64, 64);
  }

  @Test
  void computesNasNet() throws Exception {
    int[] shape = {3, 37, 52};
    assertSame(new NasNet(6, 192, 2).create(shape, 10, 1), Shape.of(shape));
  }

  @Test
  void computesTextGeneration() throws Exception {
    ZooModel<?> zoo = TextGenerationLSTM.builder().totalUniqueCharacters(20).build();
    zoo.setInputShape(new int[][] {{40, 20}});
    assertSame(zoo.init(), Shape.of(20, 7));
  }
}
