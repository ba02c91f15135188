package io.deepcompress.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;

class ModelFilesTest {
  @Test
  void dl4jRestoresWhatIsWritten() throws Exception {
    MultiLayerNetwork network = (MultiLayerNetwork) Networks.create("lenet-5", 3);
    byte[] bytes = written(network);
    assertThat(written(network)).isEqualTo(bytes);
    MultiLayerNetwork restored =
        ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(bytes), false);
    assertThat(restored.params()).isEqualTo(network.params());
    assertThat(restored.getLayerWiseConfigurations().toJson())
        .isEqualTo(network.getLayerWiseConfigurations().toJson());
    ImagePreProcessingScaler scaler =
        ModelSerializer.restoreNormalizerFromInputStream(new ByteArrayInputStream(bytes));
    assertThat(scaler.getMinRange()).isZero();
    assertThat(scaler.getMaxRange()).isEqualTo(1);
    assertThat(scaler.getMaxPixelVal()).isEqualTo(255);
  }

  @Test
  void graphsToo() throws Exception {
    Model graph = Networks.create("squeezenet", new int[] {3, 64, 64}, 5, 3);
    ComputationGraph restored =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(written(graph)), false);
    assertThat(restored.params()).isEqualTo(graph.params());
  }

  private static byte[] written(Model model) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelFiles.write(model, ModelFiles.unitPixels(), out);
    return out.toByteArray();
  }
}
