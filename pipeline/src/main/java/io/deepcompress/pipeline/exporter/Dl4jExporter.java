package io.deepcompress.pipeline.exporter;

import io.deepcompress.codec.network.Network;
import io.deepcompress.pipeline.importer.Dl4jBinding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * Turns a network into one of Deeplearning4j's, with every weight bit for bit and a loss behind
 * each output, so that it predicts the same and can be trained further.
 *
 * <p>Layers keep the names of their nodes. Scales and shifts that are left of a batch normalization
 * become depthwise convolutions of one pixel, or element-wise multiplications of vectors.
 */
public final class Dl4jExporter {
  private static final double RATE = 0.01;
  private static final double MOMENTUM = 0.9;

  private Dl4jExporter() {}

  /**
   * Exports a network.
   *
   * @param values one array for each of the network's parameters, in the codec's layout
   * @throws ExportException if an operation has no counterpart
   */
  public static ExportedModel export(Network network, List<float[]> values) throws ExportException {
    Lowering lowering = Lowering.of(network);
    long count = network.parameterCount();
    INDArray flat = count == 0 ? null : Nd4j.create(DataType.FLOAT, 1, count);
    Map<String, String> prefixes = new HashMap<>();
    Model model =
        isStack(lowering) ? stack(lowering, flat, prefixes) : graph(lowering, flat, prefixes);
    Dl4jBinding binding = binding(lowering, model, prefixes);
    for (int i = 0; i < values.size(); i++) {
      Dl4jBinding.Range range = binding.ranges().get(binding.key(i));
      long from = range.offset() + binding.start(i);
      flat.get(NDArrayIndex.point(0), NDArrayIndex.interval(from, from + values.get(i).length))
          .assign(Nd4j.create(binding.toDl4j(i, values.get(i))));
    }
    return new ExportedModel(model, binding);
  }

  /** Whether every part is a layer or a change of shape before one, each reading the last. */
  private static boolean isStack(Lowering lowering) {
    List<Part> parts = lowering.parts();
    Network network = lowering.network();
    String last = network.inputs().get(0).name();
    for (Part part : parts) {
      if (part.vertex() != null || !part.inputs().equals(List.of(last))) {
        return false;
      }
      last = part.name();
    }
    return network.inputs().size() == 1
        && lowering.outputNames().equals(List.of(last))
        && parts.get(parts.size() - 1).layer() != null;
  }

  private static Model stack(Lowering lowering, INDArray flat, Map<String, String> prefixes) {
    NeuralNetConfiguration.ListBuilder builder = settings().list();
    List<InputPreProcessor> waiting = new ArrayList<>();
    int index = 0;
    for (Part part : lowering.parts()) {
      if (part.preprocessor() != null) {
        waiting.add(part.preprocessor());
        continue;
      }
      part.layer().setLayerName(part.name());
      builder.layer(index, part.layer());
      if (!waiting.isEmpty()) {
        builder.inputPreProcessor(
            index,
            waiting.size() == 1
                ? waiting.get(0)
                : new ComposableInputPreProcessor(waiting.toArray(new InputPreProcessor[0])));
        waiting.clear();
      }
      prefixes.put(part.name(), String.valueOf(index++));
    }
    MultiLayerNetwork network = new MultiLayerNetwork(builder.build());
    network.init(flat, false);
    return network;
  }

  private static Model graph(Lowering lowering, INDArray flat, Map<String, String> prefixes) {
    GraphBuilder builder = settings().graphBuilder();
    lowering.network().inputs().forEach(input -> builder.addInputs(input.name()));
    for (Part part : lowering.parts()) {
      String[] inputs = part.inputs().toArray(new String[0]);
      if (part.layer() != null) {
        builder.addLayer(part.name(), part.layer(), inputs);
      } else if (part.vertex() != null) {
        builder.addVertex(part.name(), part.vertex(), inputs);
      } else {
        builder.addVertex(part.name(), new PreprocessorVertex(part.preprocessor()), inputs);
      }
      prefixes.put(part.name(), part.name());
    }
    builder.setOutputs(lowering.outputNames().toArray(new String[0]));
    ComputationGraph network = new ComputationGraph(builder.build());
    network.init(flat, false);
    return network;
  }

  private static NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder().updater(new Nesterovs(RATE, MOMENTUM));
  }

  private static Dl4jBinding binding(Lowering lowering, Model model, Map<String, String> prefixes) {
    Map<String, Dl4jBinding.Range> ranges = new LinkedHashMap<>();
    for (Map.Entry<String, INDArray> parameter : model.paramTable().entrySet()) {
      INDArray view = parameter.getValue();
      ranges.put(
          parameter.getKey(),
          new Dl4jBinding.Range(
              view.offset() - model.params().offset(), Math.toIntExact(view.length())));
    }
    Network network = lowering.network();
    Dl4jBinding.Builder builder = new Dl4jBinding.Builder(network.parameters().size());
    for (Bound bound : lowering.bounds()) {
      builder.view(
          bound.parameter(),
          prefixes.get(bound.part()) + "_" + bound.name(),
          bound.start(),
          network.parameters().get(bound.parameter()).shape().size(),
          bound.order());
    }
    return builder.build(ranges);
  }
}
