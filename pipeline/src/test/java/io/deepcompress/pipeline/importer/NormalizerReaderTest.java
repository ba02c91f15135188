package io.deepcompress.pipeline.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.pipeline.exporter.Dl4jExporter;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;

/** A zip's own normalizer becomes the preprocessing of the file. */
class NormalizerReaderTest {
  @TempDir Path folder;

  static Stream<DataNormalization> normalizers() {
    return Stream.of(
        new ImagePreProcessingScaler(),
        new ImagePreProcessingScaler(-1, 1),
        new ImagePreProcessingScaler(0.5, 3, 16),
        new NormalizerStandardize(),
        new NormalizerMinMaxScaler(),
        new NormalizerMinMaxScaler(-2, 5));
  }

  private static INDArray pixels(long seed, int... shape) {
    Random random = new Random(seed);
    INDArray array = Nd4j.create(shape);
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, random.nextInt(256));
    }
    return array;
  }

  @ParameterizedTest
  @MethodSource("normalizers")
  void normalizesPicturesByChannel(DataNormalization normalizer) throws Exception {
    assertSame(
        normalizer,
        pixels(1, 20, 3, 4, 5),
        InputType.convolutional(4, 5, 3),
        new ConvolutionLayer.Builder(2, 2).nOut(2).build(),
        Shape.of(3, 4, 5));
  }

  @ParameterizedTest
  @MethodSource("normalizers")
  void normalizesVectorsByElement(DataNormalization normalizer) throws Exception {
    assertSame(
        normalizer,
        pixels(2, 20, 7),
        InputType.feedForward(7),
        new DenseLayer.Builder().nOut(2).build(),
        Shape.of(7));
  }

  private void assertSame(
      DataNormalization normalizer, INDArray data, InputType type, Layer layer, Shape shape)
      throws Exception {
    normalizer.fit(new DataSet(data.dup(), Nd4j.zeros(20, 2)));
    Path zip = folder.resolve("model.zip");
    ModelSerializer.writeModel(Nets.stack(type, layer), zip.toFile(), false);
    ModelSerializer.addNormalizerToModel(zip.toFile(), normalizer);
    ImportedModel model = ModelImporter.read(zip, ImportOptions.ofShapes(shape));
    assertThat(model.warnings()).isEmpty();
    INDArray sample = data.dup();
    normalizer.transform(sample);
    float[] expected = Nd4j.toFlattened('c', sample).toFloatVector();
    float[] raw = Nd4j.toFlattened('c', data).toFloatVector();
    assertApplies(model.preprocessing().get(0), raw, expected, shape);

    Path again = folder.resolve("again.zip");
    try (OutputStream out = Files.newOutputStream(again)) {
      Dl4jExporter.export(model.network(), model.values()).write(out, model.preprocessing());
    }
    ImportedModel second = ModelImporter.read(again, ImportOptions.ofShapes(shape));
    assertApplies(second.preprocessing().get(0), raw, expected, shape);
  }

  private static void assertApplies(
      Preprocessing preprocessing, float[] raw, float[] expected, Shape shape) {
    float[] mean = preprocessing.mean();
    float[] scale = preprocessing.scale();
    for (int i = 0; i < raw.length; i++) {
      int element = i % shape.size();
      float value = (raw[i] - at(mean, element, shape, 0)) * at(scale, element, shape, 1);
      assertThat(value).isCloseTo(expected[i], org.assertj.core.data.Offset.offset(2e-5f));
    }
  }

  private static float at(float[] values, int element, Shape shape, float absent) {
    if (values.length == 0) {
      return absent;
    }
    if (values.length == 1) {
      return values[0];
    }
    return values[values.length == shape.size() ? element : element / shape.planeSize()];
  }

  @Test
  void warnsOfWhatItDoesNotKnow() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF("NORMALIZER");
    out.writeInt(1);
    out.writeUTF("CUSTOM");
    out.writeUTF("com.example.Mine");
    for (byte[] content :
        List.of(bytes.toByteArray(), new byte[0], new byte[] {0, 3, 'a', 'b', 'c'})) {
      List<String> warnings = new ArrayList<>();
      assertThat(NormalizerReader.read(content, Shape.of(3), warnings))
          .isEqualTo(Preprocessing.NONE);
      assertThat(warnings).singleElement().asString().contains("normalizer.bin", "ignored");
    }
  }

  @Test
  void knowsTheMeansOfVgg16() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF("NORMALIZER");
    out.writeInt(1);
    out.writeUTF("IMAGE_VGG16");
    Preprocessing preprocessing =
        NormalizerReader.read(bytes.toByteArray(), Shape.of(3, 224, 224), new ArrayList<>());
    assertThat(preprocessing.order()).isEqualTo(Preprocessing.ChannelOrder.BGR);
    assertThat(preprocessing.mean()).containsExactly(103.939f, 116.779f, 123.68f);
  }
}
