package io.deepcompress.pipeline.train;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.datasets.Augmentation;
import io.deepcompress.datasets.Split;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.api.Model;

/**
 * A network by name, trained from scratch and saved as DL4J saves it. Pixels 0..255 are scaled to
 * 0..1, and the zip holds the normalizer that says so.
 */
public final class NetworkTraining {
  /** Preprocessing of the networks trained here. */
  public static final Preprocessing PREPROCESSING =
      new Preprocessing(
          Preprocessing.ChannelOrder.ANY, new float[0], new float[] {(float) (1 / 255.0)});

  private static final double RATE = 0.05;
  private static final double LAST_RATE = 0.01;

  private final Model model;

  /**
   * Creates a network.
   *
   * @throws IllegalArgumentException if there is none of that name, or it does not go with the
   *     shape
   */
  public NetworkTraining(String name, int[] shape, int classes, long seed) {
    model = Networks.create(name, shape, classes, seed);
  }

  /** Number of learnt values. */
  public long parameterCount() {
    return model.numParams();
  }

  /**
   * Trains with Nesterov momentum and a cosine schedule, on lightly distorted pictures.
   *
   * @param training labelled samples of the network's shape
   * @param held samples to validate with after each epoch
   * @param augmentation strength of affine distortions, 0 for none
   */
  public void train(
      Split training,
      Split held,
      int epochs,
      double augmentation,
      long seed,
      TrainingListener listener,
      BooleanSupplier cancelled)
      throws IOException {
    TrainingData validation = SplitData.of(held, PREPROCESSING);
    Trainer trainer =
        new Trainer(
                model,
                SplitData.of(training, PREPROCESSING),
                TrainingSettings.of(epochs, LearningRate.cosine(RATE, LAST_RATE)).withSeed(seed))
            .withValidation(() -> Accuracy.top1(model, validation))
            .withListener(listener)
            .withCancellation(cancelled);
    if (augmentation > 0) {
      trainer.withAugmentation(Augmentation.affine(training.shape(), augmentation)::apply);
    }
    trainer.run();
  }

  /** Fraction of the samples classified right. */
  public double accuracy(Split split) throws IOException {
    return Accuracy.top1(model, SplitData.of(split, PREPROCESSING));
  }

  /** A zip as DL4J's ModelSerializer writes it, with the normalizer but without updater state. */
  public byte[] toZip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelFiles.write(model, ModelFiles.unitPixels(), bytes);
    return bytes.toByteArray();
  }
}
