package io.deepcompress.pipeline.train;

import io.deepcompress.datasets.DatasetException;

/** Labelled samples as a network takes them: preprocessed, float, [C,H,W] order. */
public interface TrainingData {
  /** Number of samples. */
  int size();

  /** Channels, height and width of every sample. */
  int[] shape();

  /** Class of a sample, from 0. */
  int label(int sample);

  /**
   * Copies the values of a sample.
   *
   * @param target written from {@code offset} on, one value per element of the shape
   */
  void read(int sample, float[] target, int offset) throws DatasetException;

  /** Values of one sample. */
  default int length() {
    int[] shape = shape();
    return shape[0] * shape[1] * shape[2];
  }
}
