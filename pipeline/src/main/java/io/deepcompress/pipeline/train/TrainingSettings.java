package io.deepcompress.pipeline.train;

/**
 * How to train.
 *
 * @param epochs passes over the data, at least 1
 * @param batchSize samples a step, at least 1
 * @param rate learning rate of everything that is not shared
 * @param centroidRate learning rate of shared weights' centroids
 * @param optimizer how a step is made of a gradient
 * @param momentum of the Nesterov optimizer, 0 to below 1
 * @param weightDecay factor of the weights (not biases) that is added to their gradient
 * @param keepBest whether to end with the parameters of the epoch that validated best, the later of
 *     equals, instead of the last
 * @param seed of the order of samples, of augmentation and of dropout
 */
public record TrainingSettings(
    int epochs,
    int batchSize,
    LearningRate rate,
    LearningRate centroidRate,
    Optimizer optimizer,
    double momentum,
    double weightDecay,
    boolean keepBest,
    long seed) {

  /** How a step is made of a gradient. */
  public enum Optimizer {
    /** Stochastic gradient descent with Nesterov momentum, as DL4J's {@code Nesterovs}. */
    NESTEROV,
    /** Adam (Kingma and Ba 2015) with beta 0.9 and 0.999 and epsilon 1e-8. */
    ADAM
  }

  /** Checks the ranges. */
  public TrainingSettings {
    if (epochs < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "Training needs at least 1 epoch and 1 sample a batch, not "
              + epochs
              + " and "
              + batchSize);
    }
    if (!(momentum >= 0 && momentum < 1) || !(weightDecay >= 0 && weightDecay < 1)) {
      throw new IllegalArgumentException(
          "Momentum and weight decay must be in 0 to below 1: " + momentum + ", " + weightDecay);
    }
  }

  /** Nesterov momentum 0.9 over batches of 128, centroids at a tenth of the rate, seed 1. */
  public static TrainingSettings of(int epochs, LearningRate rate) {
    return new TrainingSettings(
        epochs,
        128,
        rate,
        progress -> rate.at(progress) / 10,
        Optimizer.NESTEROV,
        0.9,
        0,
        false,
        1);
  }

  /** The same with another number of epochs. */
  public TrainingSettings withEpochs(int value) {
    return new TrainingSettings(
        value, batchSize, rate, centroidRate, optimizer, momentum, weightDecay, keepBest, seed);
  }

  /** The same with another batch size. */
  public TrainingSettings withBatchSize(int value) {
    return new TrainingSettings(
        epochs, value, rate, centroidRate, optimizer, momentum, weightDecay, keepBest, seed);
  }

  /** The same with another learning rate of centroids. */
  public TrainingSettings withCentroidRate(LearningRate value) {
    return new TrainingSettings(
        epochs, batchSize, rate, value, optimizer, momentum, weightDecay, keepBest, seed);
  }

  /** The same with another optimizer. */
  public TrainingSettings withOptimizer(Optimizer value) {
    return new TrainingSettings(
        epochs, batchSize, rate, centroidRate, value, momentum, weightDecay, keepBest, seed);
  }

  /** The same with another momentum. */
  public TrainingSettings withMomentum(double value) {
    return new TrainingSettings(
        epochs, batchSize, rate, centroidRate, optimizer, value, weightDecay, keepBest, seed);
  }

  /** The same with another weight decay. */
  public TrainingSettings withWeightDecay(double value) {
    return new TrainingSettings(
        epochs, batchSize, rate, centroidRate, optimizer, momentum, value, keepBest, seed);
  }

  /** The same, ending with the best epoch's parameters or not. */
  public TrainingSettings withKeepBest(boolean value) {
    return new TrainingSettings(
        epochs, batchSize, rate, centroidRate, optimizer, momentum, weightDecay, value, seed);
  }

  /** The same with another seed. */
  public TrainingSettings withSeed(long value) {
    return new TrainingSettings(
        epochs, batchSize, rate, centroidRate, optimizer, momentum, weightDecay, keepBest, value);
  }
}
