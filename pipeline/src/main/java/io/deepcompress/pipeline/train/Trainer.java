package io.deepcompress.pipeline.train;

import io.deepcompress.datasets.DatasetException;
import io.deepcompress.pipeline.train.TrainingListener.EpochResult;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Trains a DL4J network of one input and one output: DL4J computes the gradients, the steps are
 * made here.
 *
 * <pre>{@code
 * new Trainer(network, data, TrainingSettings.of(20, LearningRate.cosine(0.05, 0.01)))
 *     .withMasks(Map.of("0_W", mask))
 *     .withValidation(() -> Accuracy.top1(network, held))
 *     .run();
 * }</pre>
 *
 * <p>The network's configuration is as before afterwards; its updater is not used. The same
 * network, data and settings give the same parameters, whatever the number of threads.
 */
public final class Trainer {
  private final NetworkHandle network;
  private final TrainingData data;
  private final TrainingSettings settings;
  private Map<String, byte[]> masks = Map.of();
  private Map<String, SharedParameter> shared = Map.of();
  private boolean roundedCentroids;
  private Map<String, QuantizedParameter> quantized = Map.of();
  private List<ActivationRange> ranges = List.of();
  private Regrowth regrowth;
  private SampleTransform transform;
  private Distillation distillation;
  private Validation validation;
  private TrainingListener listener = TrainingListener.NONE;
  private BooleanSupplier cancelled = () -> false;

  /** Measures how good the network is; larger is better. */
  @FunctionalInterface
  public interface Validation {
    /** The measure, for instance {@code Accuracy.top1(network, held)}. */
    double measure() throws DatasetException;
  }

  /**
   * Will train a network.
   *
   * @param model an initialised MultiLayerNetwork or ComputationGraph; changed by {@link #run}
   * @throws IllegalArgumentException if the network has several inputs or outputs or does not end
   *     in an output layer
   */
  public Trainer(Model model, TrainingData data, TrainingSettings settings) {
    this.network = NetworkHandle.of(model);
    this.data = data;
    this.settings = settings;
    network.outputLayer();
  }

  /**
   * Keeps weights at exactly zero.
   *
   * @param value by DL4J's parameter key, such as {@code 0_W}: one byte a value in the order of the
   *     flattened vector, 0 where it is pruned
   */
  public Trainer withMasks(Map<String, byte[]> value) {
    masks = Map.copyOf(value);
    return this;
  }

  /** Trains the centroids of these parameters, by DL4J's key, instead of their single weights. */
  public Trainer withShared(Map<String, SharedParameter> value) {
    shared = Map.copyOf(value);
    return this;
  }

  /** Shows the network the centroids rounded to int8, as files store them. */
  public Trainer withRoundedCentroids() {
    roundedCentroids = true;
    return this;
  }

  /** Trains these parameters, by DL4J's key, so that they do well when rounded to a grid. */
  public Trainer withQuantized(Map<String, QuantizedParameter> value) {
    quantized = Map.copyOf(value);
    return this;
  }

  /** Lets ranges of {@link QuantizedInputs} in this network learn with it. */
  public Trainer withRanges(Collection<ActivationRange> value) {
    ranges = List.copyOf(value);
    return this;
  }

  /** Lets masked weights come back in place of others, for all masks that are given. */
  public Trainer withRegrowth(Regrowth value) {
    regrowth = value;
    return this;
  }

  /** Changes every sample anew in every epoch. */
  public Trainer withAugmentation(SampleTransform value) {
    transform = value;
    return this;
  }

  /** Learns from a teacher besides the labels. */
  public Trainer withDistillation(Distillation value) {
    distillation = value;
    return this;
  }

  /** Measures the network after every epoch. */
  public Trainer withValidation(Validation value) {
    validation = value;
    return this;
  }

  /** Reports progress. */
  public Trainer withListener(TrainingListener value) {
    listener = value;
    return this;
  }

  /** Asked before every batch; once true, {@link #run} ends with a CancellationException. */
  public Trainer withCancellation(BooleanSupplier value) {
    cancelled = value;
    return this;
  }

  /**
   * Trains.
   *
   * @return the last epoch, or the best one if {@link TrainingSettings#keepBest}
   * @throws CancellationException if cancelled or interrupted; the parameters are those of the last
   *     step, masked and shared as asked
   * @throws ArithmeticException if the loss is not a number any more
   * @throws IllegalArgumentException if data, masks or codes do not fit the network
   */
  public EpochResult run() throws DatasetException {
    if (data.size() == 0) {
      throw new IllegalArgumentException("No samples to train with");
    }
    if (settings.keepBest() && validation == null) {
      throw new IllegalArgumentException("Keeping the best epoch needs a validation");
    }
    if (settings.keepBest() && (regrowth != null || !quantized.isEmpty() || !ranges.isEmpty())) {
      throw new IllegalArgumentException(
          "Masks and grids that are learnt go with the last epoch, not with the best one");
    }
    NativeThreads.useCallerOnly();
    ranges.forEach(range -> range.begin(settings));
    Nd4j.getRandom().setSeed(settings.seed());
    BaseOutputLayer output = network.outputLayer();
    ILossFunction ownLoss = output.getLossFn();
    boolean softened = distillation != null && distillation.temperature() != 1;
    if (softened && !(output.getActivationFn() instanceof ActivationSoftmax)) {
      throw new IllegalArgumentException("Distillation at a temperature needs a softmax output");
    }
    FastConvolution fast = FastConvolution.install(network.model());
    try (fast;
        BatchReader reader = new BatchReader(data, transform, settings)) {
      DistillationLoss loss = null;
      if (softened) {
        loss = new DistillationLoss(distillation.hardShare(), distillation.temperature());
        output.setLossFn(loss);
      }
      return train(reader, loss);
    } finally {
      if (distillation != null) {
        distillation.teacher().close();
      }
      output.setLossFn(ownLoss);
      network.clear();
    }
  }

  private EpochResult train(BatchReader reader, DistillationLoss loss) throws DatasetException {
    ParameterUpdate update =
        new ParameterUpdate(
            network,
            settings,
            new ParameterUpdate.Constraints(masks, shared, roundedCentroids, quantized, regrowth));
    Best best = settings.keepBest() ? new Best(network.parameters(), shared) : null;
    long perEpoch = (data.size() + settings.batchSize() - 1L) / settings.batchSize();
    long total = perEpoch * settings.epochs();
    EpochResult result = null;
    for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
      long start = System.nanoTime();
      double losses = 0;
      for (long i = 0; i < perEpoch; i++) {
        if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
          throw new CancellationException("Training was cancelled in epoch " + epoch);
        }
        long done = (epoch - 1) * perEpoch + i;
        Batch batch = reader.next();
        losses += step(batch, loss, update, (double) done / total);
        if (!Double.isFinite(losses)) {
          throw new ArithmeticException(
              "Training diverged in epoch " + epoch + "; try a lower learning rate");
        }
        listener.batch(epoch, done + 1, total, losses / (i + 1));
      }
      double measure = validation == null ? Double.NaN : validation.measure();
      double seconds = (System.nanoTime() - start) / 1e9;
      result = new EpochResult(epoch, losses / perEpoch, measure, seconds);
      if (best != null) {
        best.offer(result);
      }
      listener.epoch(result);
    }
    return best == null ? result : best.restore();
  }

  /** One step; returns the batch's mean loss before it. */
  private double step(Batch batch, DistillationLoss loss, ParameterUpdate update, double progress) {
    int count = batch.samples().length;
    try (INDArray features =
        NativeArrays.create(batch.features(), network.batchShape(count, data.shape()))) {
      float[] labels = oneHot(batch.samples());
      float[] soft = null;
      if (distillation != null) {
        soft = distillation.teacher().probabilities(batch.samples(), features);
        if (soft.length != labels.length) {
          throw new IllegalArgumentException(
              "The teacher gave " + soft.length / count + " classes, not " + labels.length / count);
        }
        distillation.soften(soft, labels.length / count);
      }
      if (soft != null && loss == null) {
        // At temperature 1 the gradient is that of the mixed labels.
        float hard = (float) distillation.hardShare();
        for (int i = 0; i < labels.length; i++) {
          labels[i] = hard * labels[i] + (1 - hard) * soft[i];
        }
      }
      ranges.forEach(range -> range.setTraining(true));
      try (INDArray targets = rows(labels, count)) {
        if (loss == null) {
          network.computeGradient(features, targets);
        } else {
          try (INDArray softTargets = rows(soft, count)) {
            loss.setSoft(softTargets);
            network.computeGradient(features, targets);
          }
        }
      }
      update.step(count, progress);
      for (ActivationRange range : ranges) {
        range.step(count, settings.rate().at(progress));
        range.setTraining(false);
      }
      return network.loss();
    }
  }

  private float[] oneHot(int[] samples) {
    int classes = (int) network.outputLayer().getNOut();
    float[] labels = new float[samples.length * classes];
    for (int i = 0; i < samples.length; i++) {
      int label = data.label(samples[i]);
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "Sample "
                + samples[i]
                + " is of class "
                + label
                + "; the network has "
                + classes
                + " classes, counted from 0");
      }
      labels[i * classes + label] = 1;
    }
    return labels;
  }

  private static INDArray rows(float[] values, int count) {
    return NativeArrays.create(values, count, values.length / count);
  }
}
