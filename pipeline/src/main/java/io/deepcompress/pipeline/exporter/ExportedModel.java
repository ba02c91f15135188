package io.deepcompress.pipeline.exporter;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.pipeline.importer.Dl4jBinding;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;

/**
 * A network as Deeplearning4j has it, with its weights.
 *
 * @param model a {@code MultiLayerNetwork} where the network is a plain stack of layers, else a
 *     {@code ComputationGraph}
 * @param binding how the network's parameters map to the model's
 */
public record ExportedModel(Model model, Dl4jBinding binding) {

  /**
   * Writes the zip that DL4J's {@code ModelSerializer} restores; the stream stays open.
   *
   * @param preprocessing one for each input; the first becomes the zip's normalizer where ND4J has
   *     such a one
   */
  public void write(OutputStream stream, List<Preprocessing> preprocessing) throws IOException {
    DataNormalization normalizer =
        preprocessing.isEmpty() ? null : Normalizers.of(preprocessing.get(0)).orElse(null);
    ModelSerializer.writeModel(model, stream, false, normalizer);
  }
}
