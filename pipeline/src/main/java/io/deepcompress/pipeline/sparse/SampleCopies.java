package io.deepcompress.pipeline.sparse;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.datasets.Augmentation;
import io.deepcompress.datasets.DatasetException;
import io.deepcompress.datasets.Split;
import io.deepcompress.runtime.Preprocessor;

/**
 * Training samples in memory, in several distorted copies made once, each with the class
 * probabilities that it should get. A teacher then sees each copy once and not in every epoch.
 */
final class SampleCopies {
  private final int length;
  private final int classes;
  private final int[] labels;
  private final byte[][] pixels;
  private final float[][] targets;
  private final Preprocessor preprocessor;
  private final float[] raw;
  private final float[] prepared;

  /**
   * Reads and distorts a split.
   *
   * @param copies at least 1
   * @param augmentation null for plain samples
   */
  SampleCopies(
      Split split,
      Preprocessing preprocessing,
      Shape input,
      int classes,
      int copies,
      Augmentation augmentation,
      long seed)
      throws DatasetException {
    this.length = input.size();
    this.classes = classes;
    this.labels = new int[split.size()];
    this.pixels = new byte[copies][];
    this.targets = new float[copies][];
    this.preprocessor = new Preprocessor(preprocessing, input);
    this.raw = new float[split.shape().length()];
    this.prepared = new float[length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = split.label(i);
    }
    float[] distorted = new float[raw.length];
    for (int copy = 0; copy < copies; copy++) {
      pixels[copy] = new byte[Math.multiplyExact(labels.length, raw.length)];
      for (int i = 0; i < labels.length; i++) {
        if (augmentation == null) {
          split.read(i, pixels[copy], i * raw.length);
        } else {
          split.read(i, raw, 0);
          augmentation.apply(raw, 0, distorted, 0, Augmentation.seed(seed, copy, i));
          for (int p = 0; p < raw.length; p++) {
            pixels[copy][i * raw.length + p] = (byte) Math.round(distorted[p]);
          }
        }
      }
      targets[copy] = new float[labels.length * classes];
      for (int i = 0; i < labels.length; i++) {
        targets[copy][i * classes + labels[i]] = 1;
      }
    }
  }

  /** Number of samples in each copy. */
  int size() {
    return labels.length;
  }

  /** Number of copies. */
  int copies() {
    return pixels.length;
  }

  /** Class of a sample. */
  int label(int sample) {
    return labels[sample];
  }

  /** What a class of a sample in a copy should get. */
  float target(int copy, int sample, int index) {
    return targets[copy][sample * classes + index];
  }

  /**
   * Writes the network's input for {@link SparseNetwork#BATCH} samples, samples innermost.
   *
   * @param samples those from {@code first} on; the last one fills up
   */
  void read(int copy, int[] samples, int first, float[] input) {
    int batch = SparseNetwork.BATCH;
    for (int b = 0; b < batch; b++) {
      int sample = samples[Math.min(samples.length - 1, first + b)];
      int at = sample * raw.length;
      for (int i = 0; i < raw.length; i++) {
        raw[i] = pixels[copy][at + i] & 0xff;
      }
      preprocessor.apply(raw, prepared);
      for (int i = 0; i < length; i++) {
        input[i * batch + b] = prepared[i];
      }
    }
  }

  /**
   * Mixes a teacher's probabilities into the targets of a copy.
   *
   * @param share of the teacher, 0 to 1
   * @param temperature at which the teacher's probabilities are taken
   */
  void mix(int copy, SparseNetwork teacher, double share, double temperature) {
    int batch = SparseNetwork.BATCH;
    float[] input = new float[length * batch];
    int[] samples = new int[batch];
    double[] soft = new double[classes];
    for (int first = 0; first < labels.length; first += batch) {
      for (int b = 0; b < batch; b++) {
        samples[b] = Math.min(labels.length - 1, first + b);
      }
      read(copy, samples, 0, input);
      float[] scores = teacher.forward(input);
      for (int b = 0; b < batch && first + b < labels.length; b++) {
        softmax(scores, b, temperature, soft);
        for (int c = 0; c < classes; c++) {
          int at = (first + b) * classes + c;
          targets[copy][at] = (float) ((1 - share) * targets[copy][at] + share * soft[c]);
        }
      }
    }
  }

  /** The probabilities of one sample of a batch of scores. */
  static void softmax(float[] scores, int sample, double temperature, double[] target) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < target.length; c++) {
      largest = Math.max(largest, scores[c * SparseNetwork.BATCH + sample]);
    }
    double sum = 0;
    for (int c = 0; c < target.length; c++) {
      double score = scores[c * SparseNetwork.BATCH + sample];
      target[c] = Math.exp((score - largest) / temperature);
      sum += target[c];
    }
    for (int c = 0; c < target.length; c++) {
      target[c] /= sum;
    }
  }
}
