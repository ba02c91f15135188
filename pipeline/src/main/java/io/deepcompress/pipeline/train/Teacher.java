package io.deepcompress.pipeline.train;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Says which class probabilities a network should learn for a batch. */
@FunctionalInterface
public interface Teacher extends AutoCloseable {
  /**
   * Probabilities of each class at temperature 1, sample after sample.
   *
   * @param samples numbers of the samples of the batch
   * @param features the batch as the network sees it, augmentation included
   */
  float[] probabilities(int[] samples, INDArray features);

  /**
   * Probabilities computed beforehand.
   *
   * @param probabilities of all samples in order of their numbers; not copied
   */
  static Teacher stored(float[] probabilities, int classes) {
    return (samples, features) -> {
      float[] batch = new float[samples.length * classes];
      for (int i = 0; i < samples.length; i++) {
        System.arraycopy(probabilities, samples[i] * classes, batch, i * classes, classes);
      }
      return batch;
    };
  }

  /** The mean of the outputs of networks that see the same augmented batch. */
  static Teacher of(List<? extends Model> networks) {
    return new EnsembleTeacher(networks);
  }

  /** Frees what teaching needed; called after each training run. The teacher can teach again. */
  @Override
  default void close() {}
}
