package io.deepcompress.pipeline.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deepcompress.codec.network.Shape;
import java.io.DataOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;

/** Zips of DL4J 1.0.0-alpha and earlier, which DL4J still reads, give the same network. */
class LegacyFormatTest {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("ConvolutionLayer", "convolution"),
          Map.entry("SubsamplingLayer", "subsampling"),
          Map.entry("BatchNormalization", "batchNormalization"),
          Map.entry("DenseLayer", "dense"),
          Map.entry("OutputLayer", "output"),
          Map.entry("ActivationReLU", "ReLU"),
          Map.entry("ActivationTanH", "TanH"),
          Map.entry("ActivationSoftmax", "Softmax"),
          Map.entry("ActivationIdentity", "Identity"),
          Map.entry("ActivationSigmoid", "Sigmoid"),
          Map.entry("LossMCXENT", "MCXENT"),
          Map.entry("CnnToFeedForwardPreProcessor", "cnnToFeedForward"),
          Map.entry("LayerVertex", "LayerVertex"),
          Map.entry("ElementWiseVertex", "ElementWiseVertex"));

  @TempDir Path folder;

  private static ConvolutionLayer convolution(Activation activation) {
    return new ConvolutionLayer.Builder(3, 3).nOut(4).activation(activation).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
  }

  @Test
  void readsStacks() throws Exception {
    MultiLayerNetwork net =
        Nets.stack(
            InputType.convolutional(9, 9, 2),
            convolution(Activation.RELU),
            new BatchNormalization.Builder().useLogStd(false).build(),
            new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                .kernelSize(2, 2)
                .stride(2, 2)
                .padding(1, 1)
                .avgPoolIncludePadInDivisor(true)
                .build(),
            new DenseLayer.Builder().nOut(5).activation(Activation.TANH).build(),
            output());
    Dl4jCheck.randomize(net, 1);
    Path legacy = legacy(net, net.getLayerWiseConfigurations().toJson());
    assertSame(net, ModelSerializer.restoreMultiLayerNetwork(legacy.toFile()), legacy);
  }

  @Test
  void readsGraphsAndSortsThemAsDl4jDoes() throws Exception {
    ComputationGraph net =
        Nets.build(
            Nets.graph()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(9, 9, 2))
                .addLayer("z", convolution(Activation.RELU), "in")
                .addLayer("a", convolution(Activation.IDENTITY), "in")
                .addLayer("m", convolution(Activation.TANH), "z")
                .addLayer("k", convolution(Activation.TANH), "a")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "m", "k")
                .addLayer("out", output(), "sum")
                .setOutputs("out"));
    Dl4jCheck.randomize(net, 2);
    Path legacy = legacy(net, net.getConfiguration().toJson());
    assertSame(net, ModelSerializer.restoreComputationGraph(legacy.toFile()), legacy);
  }

  private void assertSame(Model net, Model restored, Path legacy) throws Exception {
    ImportOptions options = ImportOptions.ofShapes(Shape.of(2, 9, 9));
    ImportedModel today = ModelImporter.read(Dl4jCheck.save(net, folder), options);
    ImportedModel old = ModelImporter.read(legacy, options);
    float[][] inputs = Dl4jCheck.inputs(old.network(), 3);
    float[][] outputs = Dl4jCheck.runtime(old.network(), old.values(), inputs);
    Dl4jCheck.assertClose(outputs, Dl4jCheck.dl4j(restored, old.network(), inputs), 1e-4, 3);
    Dl4jCheck.assertClose(
        outputs, Dl4jCheck.runtime(today.network(), today.values(), inputs), 1e-6, 3);
    assertThat(old.network().parameters()).isEqualTo(today.network().parameters());
  }

  /** The same model as DL4J wrote it years ago. */
  private Path legacy(Model net, String json) throws Exception {
    ObjectNode root = (ObjectNode) wrapped(new ObjectMapper().readTree(json));
    root.remove(List.of("topologicalOrder", "topologicalOrderStr"));
    byte[] weights =
        HandMadeZips.array(
            "HEAP",
            "FLOAT",
            DataOutputStream::writeFloat,
            Nd4j.toFlattened('c', net.params()).toFloatVector());
    return HandMadeZips.write(
        folder.resolve("legacy.zip"),
        "configuration.json",
        root.toString(),
        "coefficients.bin",
        weights);
  }

  private static JsonNode wrapped(JsonNode node) {
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, wrapped(array.get(i)));
      }
      return array;
    }
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    List<String> fields = new ArrayList<>();
    object.fieldNames().forEachRemaining(fields::add);
    for (String field : fields) {
      object.set(field, wrapped(object.get(field)));
    }
    String type = object.path("@class").asText("");
    String name = NAMES.get(type.substring(type.lastIndexOf('.') + 1));
    if (name == null) {
      return object;
    }
    object.remove(List.of("@class", "avgPoolIncludePadInDivisor", "useLogStd"));
    ObjectNode wrapper = object.objectNode();
    wrapper.set(name, object);
    return wrapper;
  }
}
