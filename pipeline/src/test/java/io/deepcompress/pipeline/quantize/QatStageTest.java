package io.deepcompress.pipeline.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.Digits;
import io.deepcompress.pipeline.Evaluator;
import io.deepcompress.pipeline.HeldOut;
import io.deepcompress.pipeline.Progress;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.StageContext.StageData;
import io.deepcompress.pipeline.Stages;
import io.deepcompress.pipeline.TrainableNetwork;
import io.deepcompress.pipeline.WeightLayer;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.WorkingTensor;
import io.deepcompress.pipeline.importer.ImportedModel;
import io.deepcompress.pipeline.importer.ModelImporter;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.recipe.RecipeException;
import io.deepcompress.pipeline.share.Grids;
import io.deepcompress.pipeline.train.ActivationRange;
import io.deepcompress.pipeline.train.LearningRate;
import io.deepcompress.pipeline.train.QuantizedInputs;
import io.deepcompress.pipeline.train.SplitData;
import io.deepcompress.pipeline.train.Trainer;
import io.deepcompress.pipeline.train.TrainingSettings;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Quantization-aware training of a small network with batch normalizations, on digits. */
class QatStageTest {
  private static final Preprocessing UNIT =
      new Preprocessing(
          Preprocessing.ChannelOrder.ANY, new float[0], new float[] {(float) (1 / 255.0)});

  @TempDir static Path folder;
  private static Dataset digits;
  private static ImportedModel source;

  @BeforeAll
  static void train() throws Exception {
    digits = Digits.generate(1200, 200, 8);
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .activation(Activation.IDENTITY)
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5).stride(3, 3).nOut(6).build())
                .layer(new BatchNormalization.Builder().build())
                .layer(new ActivationLayer(Activation.RELU))
                .layer(new DenseLayer.Builder().nOut(24).build())
                .layer(new BatchNormalization.Builder().build())
                .layer(new ActivationLayer(Activation.RELU))
                .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
    network.init();
    new Trainer(
            network,
            SplitData.of(StageData.of(digits).training(), UNIT),
            TrainingSettings.of(6, LearningRate.cosine(0.05, 0.01)).withBatchSize(32))
        .run();
    Path zip = folder.resolve("normalized.zip");
    ModelSerializer.writeModel(network, zip.toFile(), false);
    source = ModelImporter.read(zip);
  }

  private static WorkingModel model() {
    // Stages work on the arrays of what was imported.
    WorkingModel model = WorkingModel.of(source).copy();
    model.setPreprocessing(List.of(UNIT));
    return model;
  }

  private static StageContext context() {
    StageContext plain = StageContext.plain(3);
    return new StageContext(
        Optional.of(source),
        Optional.of(StageData.of(digits)),
        3,
        1,
        plain.progress(),
        plain.cancelled());
  }

  private static void run(WorkingModel model, String steps) throws Exception {
    for (Stage stage : Stages.of(Recipe.parse("test", "stages:\n" + steps).steps())) {
      stage.check(model);
      stage.run(model, context());
    }
  }

  private static String qat(String settings) {
    return "  - qat: {"
        + settings
        + ", train: {epochs: 2, batch: 32}, calibrate: {samples: 100}}\n";
  }

  /** Weights with the normalization behind them multiplied in. */
  private static float[] folded(WorkingModel model, int layer) {
    WorkingModel copy = model.copy();
    new FoldStage().run(copy, StageContext.plain(1));
    return copy.weights().get(layer).tensor().values();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 6, 5, 4})
  void normalizationsAreFoldedOntoGridsThatWereFixedBefore(int bits) throws Exception {
    WorkingModel model = model();
    run(model, "  - prune: {density: 0.4}\n");
    WorkingModel pruned = model.copy();

    run(model, qat("bits: " + bits + ", activation-bits: " + bits));

    int levels = (1 << bits - 1) - 1;
    assertThat(model.network().nodes())
        .noneMatch(node -> node.operation() instanceof Operation.Affine);
    for (int i = 0; i < 3; i++) {
      WorkingTensor tensor = model.weights().get(i).tensor();
      Codebook codebook = tensor.codebook();
      float step = codebook.format().scale();
      assertThat(step).isEqualTo(Grids.bestStep(folded(pruned, i), levels));
      for (float value : codebook.values()) {
        assertThat(Math.abs(codebook.format().toInt8(value))).isBetween(1, levels);
      }
      float[] before = pruned.weights().get(i).tensor().values();
      float[] after = tensor.values();
      float[] start = folded(pruned, i);
      int moved = 0;
      for (int w = 0; w < after.length; w++) {
        if (before[w] == 0) {
          assertThat(Float.floatToRawIntBits(after[w])).as("pruned weight").isZero();
        }
        moved += Math.round(after[w] / step) == Math.round(start[w] / step) ? 0 : 1;
      }
      assertThat(moved).as("weights of layer %d that moved", i).isPositive();
    }
    assertThat(accuracy(model)).isGreaterThan(0.8);
  }

  private static double accuracy(WorkingModel model) throws Exception {
    int right = 0;
    float[][] outputs = int8(model);
    for (int i = 0; i < outputs.length; i++) {
      int best = 0;
      for (int c = 1; c < 10; c++) {
        best = outputs[i][c] > outputs[i][best] ? c : best;
      }
      right += best == digits.test().label(i) ? 1 : 0;
    }
    return (double) right / outputs.length;
  }

  private static float[][] int8(WorkingModel model) throws Exception {
    SplitData test = SplitData.of(digits.test(), UNIT);
    float[][] outputs = new float[test.size()][];
    try (Session session = Model.of(model.toCompressedModel()).newSession()) {
      float[] pixels = new float[784];
      for (int i = 0; i < outputs.length; i++) {
        test.read(i, pixels, 0);
        outputs[i] = session.run(pixels).clone();
      }
    }
    return outputs;
  }

  @Test
  void trainingThroughTwoBitsBeatsRoundingAfterwards() throws Exception {
    WorkingModel rounded = model();
    run(rounded, "  - fold\n  - share: {centroids: 3, initialization: uniform}\n  - calibrate\n");
    WorkingModel trained = model();
    run(trained, qat("bits: 2"));

    assertThat(trained.weights()).allMatch(layer -> layer.tensor().codebook().size() <= 2);
    assertThat(accuracy(trained)).isGreaterThan(accuracy(rounded) + 0.05);
  }

  @Test
  void theOriginalIsScoredAsItsFileHasItWhateverStagesDid() throws Exception {
    ImportedModel imported = ModelImporter.read(source.source());
    WorkingModel model = WorkingModel.of(imported);
    model.setPreprocessing(List.of(UNIT));
    Evaluator evaluator = new Evaluator(1, Progress.NONE, () -> false);
    double before = HeldOut.original(imported, model, digits.test(), evaluator);
    run(model, "  - prune: {density: 0.01}\n  - fold\n");

    assertThat(HeldOut.original(imported, model, digits.test(), evaluator)).isEqualTo(before);
    assertThat(before).isGreaterThan(0.8);
  }

  /** What training sees at 8 bits is what the runtime computes, but for ties of rounding. */
  @Test
  void atEightBitsTrainingSeesTheRuntimesArithmetic() throws Exception {
    WorkingModel model = model();
    run(model, qat("bits: {convolution: 5, dense: 8}"));
    TrainableNetwork trainable = TrainableNetwork.of(model, source);
    Map<String, ActivationRange> ranges = new HashMap<>();
    for (WeightLayer layer : model.weights()) {
      int read = model.network().nodes().get(layer.node()).inputs().get(0);
      ActivationQuantization quantization = model.activations().get(read).orElseThrow();
      String key = trainable.key(layer.index());
      ranges.put(
          key.substring(0, key.lastIndexOf('_')),
          new ActivationRange(quantization, 8, ActivationRange.Mode.FIXED));
    }
    assertThat(ranges).hasSize(3);
    var rounding = QuantizedInputs.of(trainable.network(), ranges);
    SplitData test = SplitData.of(digits.test(), UNIT);
    float[] pixels = new float[test.size() * 784];
    for (int i = 0; i < test.size(); i++) {
      test.read(i, pixels, i * 784);
    }
    INDArray features = Nd4j.createFromArray(pixels).reshape(test.size(), 1, 28, 28);
    INDArray output =
        rounding instanceof MultiLayerNetwork network
            ? network.output(features)
            : ((ComputationGraph) rounding).outputSingle(features);

    float[][] runtime = int8(model);
    int same = 0;
    for (int i = 0; i < runtime.length; i++) {
      float[] row = output.getRow(i).dup('c').data().asFloat();
      assertThat(row).containsExactly(runtime[i], within(0.05f));
      float most = 0;
      for (int c = 0; c < 10; c++) {
        most = Math.max(most, Math.abs(row[c] - runtime[i][c]));
      }
      same += most < 1e-5 ? 1 : 0;
    }
    assertThat(same).isGreaterThan(runtime.length * 9 / 10);
  }

  @Test
  void whatIsSharedStaysShared() throws Exception {
    WorkingModel model = model();
    run(model, "  - fold\n  - prune: {density: 0.5}\n  - share: {bits: 3}\n");
    List<byte[]> before = new ArrayList<>();
    model.weights().forEach(layer -> before.add(layer.tensor().codes().clone()));
    float[] first = model.weights().get(1).tensor().codebook().values();

    run(model, qat("activation-bits: 6, ranges: moving"));

    for (int i = 0; i < 3; i++) {
      assertPartition(before.get(i), model.weights().get(i).tensor().codes());
    }
    assertThat(model.weights().get(1).tensor().codebook().values()).isNotEqualTo(first);
    assertThat(accuracy(model)).isGreaterThan(0.8);
  }

  /** Weights of one code before have one code now; what was pruned is. */
  private static void assertPartition(byte[] before, byte[] after) {
    Map<Byte, Byte> became = new HashMap<>();
    for (int w = 0; w < before.length; w++) {
      Byte other = became.putIfAbsent(before[w], after[w]);
      assertThat(other == null ? after[w] : other).isEqualTo(after[w]);
    }
    assertThat(became.getOrDefault((byte) 0, (byte) 0)).isZero();
  }

  @Test
  void channelsMayHaveStepsOfTheirOwn() throws Exception {
    WorkingModel model = model();

    run(model, qat("bits: 4, channel-scales: true, weight-scales: moving, ranges: fixed"));

    WorkingTensor convolution = model.weights().get(0).tensor();
    assertThat(convolution.channelScales()).hasSize(6).doesNotHaveDuplicates();
    assertThat(convolution.codebook().size()).isLessThanOrEqualTo(14);
    assertThat(accuracy(model)).isGreaterThan(0.8);
  }

  @Test
  void theSameSeedGivesTheSameModel() throws Exception {
    WorkingModel first = model();
    WorkingModel second = model();
    run(first, qat("bits: 5"));
    run(second, qat("bits: 5"));
    for (int i = 0; i < first.tensors().size(); i++) {
      assertThat(first.tensors().get(i).sameAs(second.tensors().get(i))).isTrue();
    }
    assertThat(first.activations()).isEqualTo(second.activations());
  }

  @Test
  void settingsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> run(model(), "  - qat: {bits: 9}\n"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("from 2 to 8");
    assertThatThrownBy(() -> run(model(), "  - qat: {ranges: learnt}\n"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("'learned'");
    assertThatThrownBy(() -> run(model(), "  - qat: {channel-scales: true}\n  - finetune\n"))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("channel-scales");
  }
}
