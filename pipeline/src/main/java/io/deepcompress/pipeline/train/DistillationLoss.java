package io.deepcompress.pipeline.train;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The loss of {@link Distillation} over a softmax layer; soft targets are set for each batch. */
final class DistillationLoss implements ILossFunction {
  private static final double SMALLEST = 1e-10;

  private final double hardShare;
  private final double temperature;
  private transient INDArray soft;

  DistillationLoss(double hardShare, double temperature) {
    this.hardShare = hardShare;
    this.temperature = temperature;
  }

  /** Sets the teacher's probabilities at this loss's temperature for the next batch. */
  void setSoft(INDArray probabilities) {
    soft = probabilities;
  }

  @Override
  public double computeScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    double score = computeScoreArray(labels, preOutput, activation, mask).sumNumber().doubleValue();
    return average ? score / labels.size(0) : score;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    INDArray hardPart = crossEntropy(labels, softmax(preOutput, 1)).muli(hardShare);
    INDArray softPart = crossEntropy(soft, softmax(preOutput, temperature));
    return hardPart.addi(softPart.muli((1 - hardShare) * temperature * temperature));
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
    INDArray hardPart = softmax(preOutput, 1).subi(labels).muli(hardShare);
    INDArray softPart = softmax(preOutput, temperature).subi(soft);
    return hardPart.addi(softPart.muli((1 - hardShare) * temperature));
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
    return new Pair<>(
        computeScore(labels, preOutput, activation, mask, average),
        computeGradient(labels, preOutput, activation, mask));
  }

  @Override
  public String name() {
    return "distillation";
  }

  private static INDArray softmax(INDArray logits, double temperature) {
    return new ActivationSoftmax().getActivation(logits.div(temperature), true);
  }

  private static INDArray crossEntropy(INDArray target, INDArray probabilities) {
    INDArray logs = Transforms.log(Transforms.max(probabilities, SMALLEST), false);
    return logs.muli(target).sum(true, 1).negi();
  }
}
