package io.deepcompress.pipeline.exporter;

import java.util.List;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * A piece of the DL4J network to be: a layer, a vertex or a change of shape; the others are null.
 *
 * @param name unique, also the name of what it computes
 * @param inputs names of what it reads
 */
record Part(
    String name,
    Layer layer,
    GraphVertex vertex,
    InputPreProcessor preprocessor,
    List<String> inputs) {

  static Part of(String name, Layer layer, String input) {
    return new Part(name, layer, null, null, List.of(input));
  }

  static Part of(String name, GraphVertex vertex, List<String> inputs) {
    return new Part(name, null, vertex, null, inputs);
  }

  static Part of(String name, InputPreProcessor preprocessor, String input) {
    return new Part(name, null, null, preprocessor, List.of(input));
  }
}
