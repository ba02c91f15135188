package io.deepcompress.experiments.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.experiments.TestData;
import io.deepcompress.experiments.measure.Agreement;
import io.deepcompress.experiments.squeezenet.ReferenceLogits;
import io.deepcompress.experiments.squeezenet.SqueezeNet;
import io.deepcompress.experiments.squeezenet.SqueezeNetCommand;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class SqueezeNetExportTest {

  @Test
  void onnxRuntimeComputesTheReferenceLogits() throws IOException, OrtException {
    CompressedModel model =
        SqueezeNetCommand.lossless(SqueezeNet.read(TestData.folder("squeezenet")));
    ReferenceLogits reference =
        ReferenceLogits.read(TestData.folder("imagenet-sample").resolve("reference"));
    assertThat(reference.inputs()).hasSize(16);
    try (OrtModel peer = new OrtModel(OnnxExporter.export(model, OnnxPrecision.FLOAT, 1), 1)) {
      for (int i = 0; i < reference.inputs().size(); i++) {
        float[] logits = peer.run(reference.inputs().get(i)).get(0);
        assertThat(Agreement.relativeToRange(reference.logits().get(i), logits)).isLessThan(1e-3);
      }
    }
  }
}
