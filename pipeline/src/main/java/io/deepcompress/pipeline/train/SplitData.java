package io.deepcompress.pipeline.train;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.Preprocessing.ChannelOrder;
import io.deepcompress.datasets.DatasetException;
import io.deepcompress.datasets.Split;

/** The samples of a data set, preprocessed as they are read. */
public final class SplitData implements TrainingData {
  private final Split split;
  private final float[] mean;
  private final float[] scale;
  private final boolean reversed;

  private SplitData(Split split, float[] mean, float[] scale, boolean reversed) {
    this.split = split;
    this.mean = mean;
    this.scale = scale;
    this.reversed = reversed;
  }

  /**
   * Prepares a split for a network whose input has the split's shape.
   *
   * @throws IllegalArgumentException if the split has no labels, or the preprocessing is for
   *     another number of values or channels
   */
  public static SplitData of(Split split, Preprocessing preprocessing) {
    if (!split.labelled()) {
      throw new IllegalArgumentException("These samples have no labels to train with");
    }
    ChannelOrder order = preprocessing.order();
    boolean colour = order == ChannelOrder.RGB || order == ChannelOrder.BGR;
    if ((colour && split.shape().channels() != 3)
        || (order == ChannelOrder.GRAY && split.shape().channels() != 1)) {
      throw new IllegalArgumentException(
          "Samples of " + split.shape() + " do not fit a network for " + order + " pictures");
    }
    return new SplitData(
        split,
        expand(preprocessing.mean(), split, 0),
        expand(preprocessing.scale(), split, 1),
        order == ChannelOrder.BGR);
  }

  @Override
  public int size() {
    return split.size();
  }

  @Override
  public int[] shape() {
    return new int[] {split.shape().channels(), split.shape().height(), split.shape().width()};
  }

  @Override
  public int label(int sample) {
    return split.label(sample);
  }

  @Override
  public void read(int sample, float[] target, int offset) throws DatasetException {
    split.read(sample, target, offset);
    int area = split.shape().height() * split.shape().width();
    if (reversed) {
      for (int i = offset; i < offset + area; i++) {
        float first = target[i];
        target[i] = target[i + 2 * area];
        target[i + 2 * area] = first;
      }
    }
    for (int i = 0; i < mean.length; i++) {
      target[offset + i] = (target[offset + i] - mean[i]) * scale[i];
    }
  }

  /** One value for each element of a sample, from one for all, for a channel or for each. */
  private static float[] expand(float[] values, Split split, float none) {
    int length = split.shape().length();
    int channels = split.shape().channels();
    if (values.length > 1 && values.length != channels && values.length != length) {
      throw new IllegalArgumentException(
          "Preprocessing of " + values.length + " values for samples of " + split.shape());
    }
    float[] expanded = new float[length];
    for (int i = 0; i < length; i++) {
      expanded[i] =
          values.length == 0
              ? none
              : values.length == 1
                  ? values[0]
                  : values.length == channels ? values[i / (length / channels)] : values[i];
    }
    return expanded;
  }
}
