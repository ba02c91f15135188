package io.deepcompress.experiments.squeezenet;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.DecodeLimits;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.experiments.TestData;
import io.deepcompress.experiments.measure.Agreement;
import io.deepcompress.pipeline.Coding;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Han's published weights, where the data is there. */
final class SqueezeNetTest {
  private static final Map<Coding, Integer> MOST_BYTES =
      Map.of(Coding.HUFFMAN, 534_000, Coding.RANGE, 522_000, Coding.SMALLEST, 517_000);

  @Test
  void everyWeightTensorIsRecognisedAsShared() throws IOException {
    SqueezeNet source = SqueezeNet.read(TestData.folder("squeezenet"));
    CompressedModel model = SqueezeNetCommand.lossless(source);
    assertThat(source.publishedBytes()).isEqualTo(675_763);
    long kept = 0;
    long weights = 0;
    for (int i = 0; i < model.tensors().size(); i++) {
      if (model.network().parameters().get(i).role().isWeights()) {
        assertThat(model.tensors().get(i)).isInstanceOf(SharedTensor.class);
        for (byte code : ((SharedTensor) model.tensors().get(i)).codes()) {
          weights++;
          kept += code == 0 ? 0 : 1;
        }
      }
    }
    assertThat(weights).isEqualTo(1_244_448);
    assertThat(kept).isEqualTo(415_921);
  }

  @ParameterizedTest
  @EnumSource
  void everyBitComesBackFromTheFile(Coding coding) throws IOException {
    SqueezeNet source = SqueezeNet.read(TestData.folder("squeezenet"));
    byte[] file = ModelWriter.write(SqueezeNetCommand.lossless(source), coding.options(false, 2));
    assertThat(file).hasSizeLessThanOrEqualTo(MOST_BYTES.get(coding));
    CompressedModel read = ModelReader.read(file, DecodeLimits.DEFAULT);
    for (int i = 0; i < source.values().size(); i++) {
      int[] expected = bits(source.values().get(i));
      assertThat(bits(read.tensors().get(i).toFloats())).as("parameter " + i).isEqualTo(expected);
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  @Test
  void goesThroughAZipOfDl4j(@TempDir Path folder) throws IOException {
    SqueezeNet source = SqueezeNet.read(TestData.folder("squeezenet"));
    SqueezeNetZip.write(source, folder.resolve("a.zip"));
    CompressedModel read = SqueezeNetZip.compress(folder.resolve("a.zip"), folder.resolve("a.dcz"));
    SqueezeNetZip.requireExact(source, read);
    assertThat(Files.size(folder.resolve("a.dcz"))).isLessThan(source.publishedBytes());
    assertThat(read.preprocessing()).containsExactly(SqueezeNet.PREPROCESSING);
  }

  @Test
  void floatLogitsEqualTheReference() throws IOException {
    SqueezeNet source = SqueezeNet.read(TestData.folder("squeezenet"));
    ReferenceLogits reference =
        ReferenceLogits.read(TestData.folder("imagenet-sample").resolve("reference"));
    assertThat(reference.inputs()).hasSize(16);
    Model model =
        Model.of(SqueezeNetCommand.lossless(source), LoadOptions.DEFAULT.withMode(Mode.FLOAT));
    try (Session session = model.newSession(new SessionOptions(Mode.FLOAT, 2))) {
      for (int i = 0; i < 16; i++) {
        float[] logits = session.run(reference.inputs().get(i));
        assertThat(Agreement.relativeToRange(reference.logits().get(i), logits))
            .as("picture " + i)
            .isLessThan(1e-3);
      }
    }
  }

  /**
   * On 40 pictures, calibrated on 10 others. All 400 have the same noise, 0.014; int8 symmetric
   * around zero also behind a ReLU has 0.023.
   */
  @Test
  void integersStayCloseToFloat() throws IOException {
    CompressedModel model =
        SqueezeNetCommand.lossless(SqueezeNet.read(TestData.folder("squeezenet")));
    Pictures pictures = Pictures.read(TestData.folder("imagenet-sample").resolve("images"), 10, 40);
    Int8Accuracy accuracy = new Int8Accuracy(model, pictures, 2);

    Int8Accuracy.Score score = accuracy.score(accuracy.calibrate("mse", "unsigned-after-relu"));

    assertThat(score.noise()).isLessThan(0.018);
    assertThat(score.sameTop()).as("first class is that of float").isGreaterThan(0.8);
    assertThat(score.fromFloat()).isBetween(-0.1, 0.1);
  }
}
