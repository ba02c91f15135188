package io.deepcompress.pipeline.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class DistillationTest {
  private final SmallTask task = SmallTask.of(120, 1);

  @Test
  void lossAndGradientAreTheClosedForm() {
    double temperature = 3;
    double hard = 0.3;
    float[] logits = {1.5f, -0.5f, 0.25f};
    float[] soft = {0.6f, 0.3f, 0.1f};
    DistillationLoss loss = new DistillationLoss(hard, temperature);
    loss.setSoft(Nd4j.create(new float[][] {soft}));
    INDArray labels = Nd4j.create(new float[][] {{0, 0, 1}});
    INDArray z = Nd4j.create(new float[][] {logits});
    assertThat(loss.computeScore(labels, z, new ActivationSoftmax(), null, true))
        .isCloseTo(value(logits, soft, 2, hard, temperature), within(1e-5));
    INDArray gradient = loss.computeGradient(labels, z, new ActivationSoftmax(), null);
    for (int i = 0; i < 3; i++) {
      float[] high = logits.clone();
      float[] low = logits.clone();
      high[i] += 1e-2f;
      low[i] -= 1e-2f;
      double quotient =
          (value(high, soft, 2, hard, temperature) - value(low, soft, 2, hard, temperature))
              / (high[i] - low[i]);
      assertThat(gradient.getDouble(i)).isCloseTo(quotient, within(1e-4));
    }
    assertThat(z.toFloatVector()).as("logits are left alone").isEqualTo(logits);
  }

  private static double value(float[] z, float[] soft, int label, double hard, double t) {
    double sum = 0;
    double sumAtT = 0;
    for (float value : z) {
      sum += Math.exp(value);
      sumAtT += Math.exp(value / t);
    }
    double hardLoss = -Math.log(Math.exp(z[label]) / sum);
    double softLoss = 0;
    for (int i = 0; i < z.length; i++) {
      softLoss -= soft[i] * Math.log(Math.exp(z[i] / t) / sumAtT);
    }
    return hard * hardLoss + (1 - hard) * t * t * softLoss;
  }

  @Test
  void softensAsTheSoftmaxOfScaledLogits() {
    double[] logits = {2, -1, 0.5};
    float[] probabilities = new float[6];
    double sum = 0;
    double softSum = 0;
    for (double z : logits) {
      sum += Math.exp(z);
      softSum += Math.exp(z / 4);
    }
    for (int i = 0; i < 6; i++) {
      probabilities[i] = (float) (Math.exp(logits[i % 3]) / sum);
    }
    new Distillation(Teacher.stored(probabilities, 3), 0.5, 4).soften(probabilities, 3);
    for (int i = 0; i < 6; i++) {
      assertThat(probabilities[i])
          .isCloseTo((float) (Math.exp(logits[i % 3] / 4) / softSum), within(1e-6f));
    }
  }

  @Test
  void mixedLabelsAtTemperatureOneEqualTheFullLoss() throws Exception {
    float[] soft = new float[task.size() * 4];
    Random random = new Random(5);
    for (int i = 0; i < soft.length; i += 4) {
      float sum = 0;
      for (int c = 0; c < 4; c++) {
        soft[i + c] = 0.1f + random.nextFloat();
        sum += soft[i + c];
      }
      for (int c = 0; c < 4; c++) {
        soft[i + c] /= sum;
      }
    }
    float[] mixed = trained(new Distillation(Teacher.stored(soft, 4), 0.4, 1));
    float[] nearlyOne = trained(new Distillation(Teacher.stored(soft, 4), 0.4, 1.00001));
    float[] onlyLabels = trained(new Distillation(Teacher.stored(soft, 4), 1, 1));
    float largest = 0;
    for (int i = 0; i < mixed.length; i++) {
      assertThat(mixed[i]).isCloseTo(nearlyOne[i], within(1e-4f));
      largest = Math.max(largest, Math.abs(mixed[i] - onlyLabels[i]));
    }
    assertThat(largest).isGreaterThan(0.01f);
  }

  private float[] trained(Distillation distillation) throws Exception {
    MultiLayerNetwork network = SmallTask.dense(new Sgd(0.1));
    String configuration = network.getLayerWiseConfigurations().toJson();
    new Trainer(
            network, task, TrainingSettings.of(2, LearningRate.constant(0.05)).withBatchSize(20))
        .withDistillation(distillation)
        .run();
    assertThat(network.getLayerWiseConfigurations().toJson()).isEqualTo(configuration);
    return network.params().data().asFloat();
  }

  @Test
  void networksTeachTheirMeanOutput() throws Exception {
    MultiLayerNetwork first = SmallTask.dense(new Sgd(0.1));
    MultiLayerNetwork second = SmallTask.convolutional();
    int[] samples = {3, 1};
    INDArray features = Nd4j.create(2, 1, 6, 6);
    for (int i = 0; i < 2; i++) {
      features.slice(i).assign(Nd4j.create(task.pictures()[samples[i]]).reshape(1, 6, 6));
    }
    float[] mean = Teacher.of(List.of(first, second)).probabilities(samples, features);
    INDArray expected = first.output(features).add(second.output(features)).div(2);
    assertThat(mean).hasSize(8);
    for (int i = 0; i < 8; i++) {
      assertThat(mean[i]).isCloseTo(expected.getFloat(i), within(1e-6f));
    }
  }

  @Test
  void refusesImpossibleSettings() {
    Teacher teacher = Teacher.stored(new float[4], 4);
    assertThatIllegalArgumentException().isThrownBy(() -> new Distillation(teacher, 1.5, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Distillation(teacher, 0.5, 0));
  }
}
