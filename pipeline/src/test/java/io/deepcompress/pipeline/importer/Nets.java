package io.deepcompress.pipeline.importer;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Short ways to small DL4J networks. */
public final class Nets {
  private Nets() {}

  /** A stack of layers for an input type. */
  public static MultiLayerNetwork stack(InputType input, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().seed(1).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork net =
        new MultiLayerNetwork(list.setInputType(input).validateOutputLayerConfig(false).build());
    net.init();
    return net;
  }

  /** A graph to be filled. */
  public static GraphBuilder graph() {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .graphBuilder()
        .validateOutputLayerConfig(false);
  }

  /** The finished graph. */
  public static ComputationGraph build(GraphBuilder builder) {
    ComputationGraph net = new ComputationGraph(builder.build());
    net.init();
    return net;
  }
}
