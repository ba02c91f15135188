package io.deepcompress.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.datasets.Batches;
import io.deepcompress.pipeline.train.TrainingListener.EpochResult;
import io.deepcompress.pipeline.train.TrainingSettings.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

class TrainerTest {
  private static final TrainingSettings SETTINGS =
      TrainingSettings.of(3, LearningRate.constant(0.05)).withBatchSize(20).withSeed(4);

  private final SmallTask task = SmallTask.of(210, 1);

  @Test
  void stepsAsDl4jsOwnUpdaters() throws Exception {
    assertSameAsFit(new Nesterovs(0.05, 0.9), SETTINGS);
    assertSameAsFit(new Adam(0.05), SETTINGS.withOptimizer(Optimizer.ADAM).withMomentum(0));
  }

  private void assertSameAsFit(IUpdater updater, TrainingSettings settings) throws Exception {
    MultiLayerNetwork own = SmallTask.dense(updater);
    MultiLayerNetwork reference = SmallTask.dense(updater);
    EpochResult result = new Trainer(own, task, settings).run();
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      for (int[] samples :
          Batches.shuffled(task.size(), settings.batchSize(), settings.seed(), epoch)) {
        INDArray features = Nd4j.create(samples.length, 1, 6, 6);
        INDArray labels = Nd4j.zeros(samples.length, 4);
        for (int i = 0; i < samples.length; i++) {
          features.slice(i).assign(Nd4j.create(task.pictures()[samples[i]]).reshape(1, 6, 6));
          labels.putScalar(i, task.label(samples[i]), 1);
        }
        reference.fit(features, labels);
      }
    }
    double[] parameters = own.params().toDoubleVector();
    double[] expected = reference.params().toDoubleVector();
    assertThat(parameters).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(parameters[i] - expected[i]))
          .as("difference of parameter %d after %s", i, updater)
          .isLessThan(1e-4);
    }
    assertThat(result.epoch()).isEqualTo(3);
    assertThat(result.validation()).isNaN();
  }

  @Test
  void learnsWithConvolutionsBatchNormalizationAndDropout() throws Exception {
    MultiLayerNetwork network = SmallTask.convolutional();
    SmallTask held = SmallTask.of(200, 2);
    String configuration = network.getLayerWiseConfigurations().toJson();
    INDArray mean = network.getParam("1_mean").dup();
    double before = Accuracy.top1(network, held);
    List<EpochResult> results = new ArrayList<>();
    new Trainer(network, task, SETTINGS.withWeightDecay(1e-4))
        .withValidation(() -> Accuracy.top1(network, held))
        .withListener(
            new TrainingListener() {
              @Override
              public void epoch(EpochResult result) {
                results.add(result);
              }
            })
        .run();
    assertThat(results).hasSize(3);
    assertThat(results.get(2).validation()).isGreaterThan(0.9).isGreaterThan(before);
    assertThat(results.get(2).loss()).isLessThan(results.get(0).loss());
    assertThat(network.getParam("1_mean")).isNotEqualTo(mean);
    assertThat(network.getLayerWiseConfigurations().toJson()).isEqualTo(configuration);
    assertThat(network.getLayer(0).getHelper()).isNull();
  }

  @Test
  void sameSeedSameParameters() throws Exception {
    float[] first = trainedConvolutional(4);
    assertThat(trainedConvolutional(4)).isEqualTo(first);
    assertThat(trainedConvolutional(5)).isNotEqualTo(first);
  }

  private float[] trainedConvolutional(long seed) throws Exception {
    MultiLayerNetwork network = SmallTask.convolutional();
    new Trainer(network, task, SETTINGS.withSeed(seed))
        .withAugmentation(
            (source, from, target, to, own) -> {
              System.arraycopy(source, from, target, to, 36);
              target[to + new Random(own).nextInt(36)] = 0;
            })
        .run();
    return network.params().data().asFloat();
  }

  @Test
  void prunedWeightsStayExactlyZeroAndOthersMove() throws Exception {
    MultiLayerNetwork network = SmallTask.convolutional();
    Random random = new Random(3);
    byte[] convolution = mask(45, random);
    byte[] dense = mask(5 * 16 * 12, random);
    float[] before = network.getParam("2_W").dup('f').data().asFloat();
    new Trainer(network, task, SETTINGS.withEpochs(4).withWeightDecay(1e-3))
        .withMasks(Map.of("0_W", convolution, "2_W", dense))
        .run();
    assertMasked(network.getParam("0_W").dup('c').data().asFloat(), convolution);
    float[] after = network.getParam("2_W").dup('f').data().asFloat();
    assertMasked(after, dense);
    int moved = 0;
    for (int i = 0; i < dense.length; i++) {
      moved += dense[i] != 0 && after[i] != before[i] ? 1 : 0;
    }
    assertThat(moved).isGreaterThan(dense.length / 4);
  }

  private static byte[] mask(int length, Random random) {
    byte[] mask = new byte[length];
    for (int i = 0; i < length; i++) {
      mask[i] = (byte) random.nextInt(2);
    }
    return mask;
  }

  private static void assertMasked(float[] values, byte[] mask) {
    int kept = 0;
    for (int i = 0; i < values.length; i++) {
      if (mask[i] == 0) {
        assertThat(Float.floatToRawIntBits(values[i])).as("bits of pruned weight %d", i).isZero();
      }
      kept += values[i] != 0 ? 1 : 0;
    }
    int expected = 0;
    for (byte b : mask) {
      expected += b;
    }
    assertThat(kept).isEqualTo(expected);
  }

  @Test
  void sharedWeightsStaySharedAndCentroidsLearn() throws Exception {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    Random random = new Random(6);
    byte[] codes = new byte[36 * 12];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) random.nextInt(9);
    }
    float[] centroids = {-0.4f, -0.3f, -0.2f, -0.1f, 0.1f, 0.2f, 0.3f, 0.4f};
    float[] before = centroids.clone();
    EpochResult result =
        new Trainer(
                network,
                task,
                SETTINGS.withEpochs(6).withCentroidRate(LearningRate.constant(0.005)))
            .withShared(Map.of("0_W", new SharedParameter(codes, centroids)))
            .run();
    float[] values = network.getParam("0_W").dup('f').data().asFloat();
    for (int i = 0; i < codes.length; i++) {
      float expected = codes[i] == 0 ? 0f : centroids[codes[i] - 1];
      assertThat(Float.floatToRawIntBits(values[i]))
          .as("bits of weight %d", i)
          .isEqualTo(Float.floatToRawIntBits(expected));
    }
    for (int k = 0; k < centroids.length; k++) {
      assertThat(centroids[k]).isNotEqualTo(before[k]).isCloseTo(before[k], within(0.5f));
    }
    assertThat(result.loss()).isLessThan(0.7);
  }

  @Test
  void centroidGradientIsADifferenceQuotient() throws Exception {
    byte[] codes = new byte[36 * 12];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) (i % 4);
    }
    float[] start = {-0.2f, 0.1f, 0.3f};
    double rate = 1e-3;
    TrainingSettings one =
        TrainingSettings.of(1, LearningRate.constant(1e-9))
            .withBatchSize(task.size())
            .withMomentum(0)
            .withCentroidRate(LearningRate.constant(rate));
    float[] moved = start.clone();
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    new Trainer(network, task, one)
        .withShared(Map.of("0_W", new SharedParameter(codes, moved)))
        .run();
    for (int k = 0; k < start.length; k++) {
      float step = 0.01f;
      double high = lossAt(codes, start, k, step);
      double low = lossAt(codes, start, k, -step);
      double gradient = (start[k] - moved[k]) / rate;
      assertThat(gradient).isCloseTo((high - low) / (2 * step), within(0.01 * Math.abs(gradient)));
    }
  }

  /** The mean loss over all samples with one centroid shifted. */
  private double lossAt(byte[] codes, float[] centroids, int k, float shift) throws Exception {
    float[] shifted = centroids.clone();
    shifted[k] += shift;
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    TrainingSettings still =
        TrainingSettings.of(1, LearningRate.constant(1e-12)).withBatchSize(task.size());
    return new Trainer(network, task, still)
        .withShared(Map.of("0_W", new SharedParameter(codes, shifted)))
        .run()
        .loss();
  }

  @Test
  void keepsTheBestEpoch() throws Exception {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    List<float[]> seen = new ArrayList<>();
    double[] measures = {0.3, 0.9, 0.9, 0.1};
    EpochResult best =
        new Trainer(network, task, SETTINGS.withEpochs(4).withKeepBest(true))
            .withValidation(
                () -> {
                  seen.add(network.params().dup().data().asFloat());
                  return measures[seen.size() - 1];
                })
            .run();
    assertThat(best.epoch()).isEqualTo(3);
    assertThat(network.params().data().asFloat()).isEqualTo(seen.get(2)).isNotEqualTo(seen.get(1));
  }

  @Test
  void cancellationLeavesMasksWhole() {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    byte[] mask = mask(36 * 12, new Random(8));
    int[] batches = {0};
    Trainer trainer =
        new Trainer(network, task, SETTINGS)
            .withMasks(Map.of("0_W", mask))
            .withListener(
                new TrainingListener() {
                  @Override
                  public void batch(int epoch, long done, long total, double loss) {
                    batches[0]++;
                    assertThat(total).isEqualTo(33);
                  }
                })
            .withCancellation(() -> batches[0] == 5);
    assertThatExceptionOfType(CancellationException.class).isThrownBy(trainer::run);
    assertThat(batches[0]).isEqualTo(5);
    assertMasked(network.getParam("0_W").dup('f').data().asFloat(), mask);
    assertThat(network.getOutputLayer().conf().getLayer()).isNotNull();
  }

  @Test
  void interruptionEndsTraining() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> new Trainer(SmallTask.dense(new Sgd(0.1)), task, SETTINGS).run());
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void saysWhatDoesNotFit() {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    Trainer unknown = new Trainer(network, task, SETTINGS).withMasks(Map.of("7_W", new byte[3]));
    assertThatIllegalArgumentException().isThrownBy(unknown::run).withMessageContaining("7_W");
    Trainer tooShort = new Trainer(network, task, SETTINGS).withMasks(Map.of("0_W", new byte[3]));
    assertThatIllegalArgumentException().isThrownBy(tooShort::run).withMessageContaining("432");
    int[] labels = task.labels().clone();
    Arrays.fill(labels, 4);
    Trainer wrongClass = new Trainer(network, new SmallTask(task.pictures(), labels), SETTINGS);
    assertThatIllegalArgumentException()
        .isThrownBy(wrongClass::run)
        .withMessageContaining("class 4");
  }

  @Test
  void divergenceIsReported() {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    Trainer trainer =
        new Trainer(network, task, TrainingSettings.of(30, LearningRate.constant(1e38)));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(trainer::run)
        .withMessageContaining("learning rate");
  }
}
