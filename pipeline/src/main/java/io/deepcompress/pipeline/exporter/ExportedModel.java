package io.deepcompress.pipeline.exporter;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.pipeline.importer.Dl4jBinding;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.factory.Nd4j;

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
    ZipOutputStream zip = new ZipOutputStream(stream);
    zip.putNextEntry(new ZipEntry(ModelSerializer.CONFIGURATION_JSON));
    String json =
        model instanceof MultiLayerNetwork network
            ? network.getLayerWiseConfigurations().toJson()
            : ((ComputationGraph) model).getConfiguration().toJson();
    zip.write(json.getBytes(StandardCharsets.UTF_8));
    zip.putNextEntry(new ZipEntry(ModelSerializer.COEFFICIENTS_BIN));
    DataOutputStream data = new DataOutputStream(new BufferedOutputStream(zip));
    if (model.params() == null) {
      zip.putNextEntry(new ZipEntry(ModelSerializer.NO_PARAMS_MARKER));
    } else {
      Nd4j.write(model.params(), data);
      data.flush();
    }
    Optional<DataNormalization> normalizer =
        preprocessing.isEmpty() ? Optional.empty() : Normalizers.of(preprocessing.get(0));
    if (normalizer.isPresent()) {
      // ND4J's serializer closes what it writes to.
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      NormalizerSerializer.getDefault().write(normalizer.get(), bytes);
      zip.putNextEntry(new ZipEntry(ModelSerializer.NORMALIZER_BIN));
      bytes.writeTo(zip);
    }
    zip.finish();
  }
}
