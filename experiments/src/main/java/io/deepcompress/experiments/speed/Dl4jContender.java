package io.deepcompress.experiments.speed;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.pipeline.exporter.Dl4jExporter;
import io.deepcompress.pipeline.exporter.ExportException;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network in Deeplearning4j, in float32. */
final class Dl4jContender implements Contender {
  private final Model network;
  private final INDArray input;

  private Dl4jContender(Model network, INDArray input) {
    this.network = network;
    this.input = input;
  }

  /**
   * A model with its weights made dense.
   *
   * @param data inputs one after the other, each {@code [channels, height, width]}
   */
  static Dl4jContender of(CompressedModel model, int batch, int threads, float[] data)
      throws ExportException, ModelFormatException {
    Nd4j.getEnvironment().setMaxThreads(threads);
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    List<float[]> values = new ArrayList<>();
    for (StoredTensor tensor : model.tensors()) {
      values.add(tensor.toFloats());
    }
    Shape image = model.network().inputs().get(0).shape();
    long[] shape = {batch, image.dimension(0), image.dimension(1), image.dimension(2)};
    return new Dl4jContender(
        Dl4jExporter.export(model.network(), values).model(),
        Nd4j.createFromArray(data).reshape(shape));
  }

  @Override
  public void run() {
    if (network instanceof MultiLayerNetwork layers) {
      layers.output(input);
    } else {
      ((ComputationGraph) network).output(input);
    }
  }

  @Override
  public void finish() {
    input.close();
  }
}
