package io.deepcompress.pipeline.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deepcompress.codec.network.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

/** Whatever a configuration says, an import ends in a network or in one clear line. */
class ConfigurationFuzzTest {
  private static final int MUTANTS = 1200;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final JsonNode[] STRANGE = {
    JSON.nullNode(),
    JSON.numberNode(0),
    JSON.numberNode(-1),
    JSON.numberNode(3),
    JSON.numberNode(100_000),
    JSON.numberNode(Integer.MAX_VALUE),
    JSON.numberNode(1e300),
    JSON.numberNode(0.5),
    JSON.textNode(""),
    JSON.textNode("Same"),
    JSON.textNode("NHWC"),
    JSON.booleanNode(false),
    JSON.arrayNode(),
    JSON.arrayNode().add(0).add(-1),
    JSON.arrayNode().add(65_536).add(65_536).add(65_536).add(65_536),
    JSON.objectNode()
  };

  @TempDir Path folder;

  private static String pictures() {
    return Nets.stack(
            InputType.convolutional(12, 12, 3),
            new ZeroPaddingLayer(1, 1),
            new ConvolutionLayer.Builder(3, 3)
                .nOut(4)
                .convolutionMode(ConvolutionMode.Same)
                .build(),
            new BatchNormalization(),
            new LocalResponseNormalization.Builder().build(),
            new SubsamplingLayer.Builder(2, 2).stride(2, 2).build(),
            new Deconvolution2D.Builder(2, 2).nOut(3).build(),
            new DepthwiseConvolution2D.Builder().kernelSize(2, 2).depthMultiplier(2).build(),
            new SeparableConvolution2D.Builder().kernelSize(2, 2).nOut(5).build(),
            new Upsampling2D.Builder(2).build(),
            new Cropping2D.Builder(1, 1).build(),
            new DenseLayer.Builder().nOut(6).build(),
            new PReLULayer.Builder().inputShape(6).build(),
            new OutputLayer.Builder().nOut(3).build())
        .getLayerWiseConfigurations()
        .toJson();
  }

  private static String sequences() {
    return Nets.stack(
            InputType.recurrent(4, 9),
            new Convolution1DLayer.Builder(3).nOut(4).build(),
            new LSTM.Builder().nOut(5).build(),
            new RnnOutputLayer.Builder().nOut(4).build(),
            new LastTimeStep(new LSTM.Builder().nOut(3).build()),
            new DenseLayer.Builder().nOut(2).build())
        .getLayerWiseConfigurations()
        .toJson();
  }

  private static String graph() {
    return Nets.build(
            Nets.graph()
                .addInputs("left", "right")
                .setInputTypes(
                    InputType.convolutionalFlat(6, 6, 2), InputType.convolutional(6, 6, 2))
                .addLayer("a", new ConvolutionLayer.Builder(3, 3).nOut(20).build(), "left")
                .addLayer("b", new ConvolutionLayer.Builder(3, 3).nOut(20).build(), "right")
                .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addVertex("merge", new MergeVertex(), "add", "b")
                .addVertex("scale", new ScaleVertex(2), "merge")
                .addVertex("subset", new SubsetVertex(0, 19), "scale")
                .addVertex("shape", new ReshapeVertex(-1, 10, 8, 4), "subset")
                .addVertex("norm", new L2NormalizeVertex(), "a")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.MAX), "norm")
                .addLayer("out", new DenseLayer.Builder().nOut(2).build(), "pool")
                .addLayer(
                    "boxes",
                    new Yolo2OutputLayer.Builder()
                        .boundingBoxPriors(Nd4j.create(new double[][] {{1, 2}, {3, 4}}))
                        .build(),
                    "subset")
                .setOutputs("out", "boxes", "shape"))
        .getConfiguration()
        .toJson();
  }

  @Test
  void survivesMutatedConfigurations() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    List<String> seeds = List.of(pictures(), sequences(), graph());
    List<ImportOptions> options =
        List.of(
            ImportOptions.ofShapes(Shape.of(3, 12, 12)),
            ImportOptions.ofShapes(Shape.of(4, 9)),
            ImportOptions.DEFAULT);
    int accepted = 0;
    for (int seed = 0; seed < MUTANTS; seed++) {
      Random random = new Random(seed);
      int which = seed % seeds.size();
      JsonNode root = mapper.readTree(seeds.get(which));
      if (seed >= seeds.size()) {
        for (int i = 0; i < 1 + random.nextInt(2); i++) {
          mutate(root, random);
        }
      }
      Path zip = HandMadeZips.write(folder.resolve("m.zip"), "configuration.json", root.toString());
      try {
        ModelImporter.read(zip, options.get(which));
        fail("seed %d: there are no weights", seed);
      } catch (ImportException e) {
        assertThat(e.getMessage()).doesNotContain("\n");
        accepted += e.getMessage().contains("no coefficients.bin") ? 1 : 0;
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError("seed " + seed + ": " + root, e);
      }
    }
    assertThat(accepted).isGreaterThan(MUTANTS / 10);
  }

  private static void mutate(JsonNode root, Random random) {
    List<JsonNode> containers = new ArrayList<>();
    collect(root, containers);
    JsonNode container = containers.get(random.nextInt(containers.size()));
    JsonNode value = STRANGE[random.nextInt(STRANGE.length)].deepCopy();
    int index = random.nextInt(container.size());
    if (container instanceof ObjectNode object) {
      List<String> fields = new ArrayList<>();
      object.fieldNames().forEachRemaining(fields::add);
      if (random.nextInt(4) == 0) {
        object.remove(fields.get(index));
      } else {
        object.set(fields.get(index), value);
      }
    } else if (container instanceof ArrayNode array) {
      array.set(index, value);
    }
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode() && node.size() > 0) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }
}
