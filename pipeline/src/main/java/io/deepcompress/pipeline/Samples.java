package io.deepcompress.pipeline;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.Preprocessing.ChannelOrder;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.DatasetException;
import io.deepcompress.datasets.ImageShape;
import io.deepcompress.datasets.Split;
import io.deepcompress.datasets.StandardPreprocessing;
import io.deepcompress.runtime.Preprocessor;
import java.util.List;

/** The samples of a data set as inputs of a network: the right shape, preprocessed. */
public final class Samples {
  private final Split split;
  private final Shape shape;
  private final Preprocessor preprocessor;

  private Samples(Split split, Shape shape, Preprocessing preprocessing) {
    this.split = split;
    this.shape = shape;
    this.preprocessor = new Preprocessor(preprocessing, shape);
  }

  /**
   * Prepares samples for a network.
   *
   * @param preprocessing one for each input of the network
   * @throws IncompatibleDataException if the network does not take samples of that shape
   */
  public static Samples of(Network network, List<Preprocessing> preprocessing, Split split)
      throws IncompatibleDataException {
    requireFit(network, split.shape());
    try {
      return new Samples(split, network.inputs().get(0).shape(), preprocessing.get(0));
    } catch (IllegalArgumentException e) {
      throw new IncompatibleDataException(
          "the data's samples are " + split.shape() + ": " + e.getMessage());
    }
  }

  /**
   * Checks that a network takes a data set's samples and has all its classes.
   *
   * @throws IncompatibleDataException if not
   */
  public static void requireFit(Network network, Dataset dataset) throws IncompatibleDataException {
    requireFit(network, dataset.shape());
    int outputs = network.shape(network.outputs().get(0)).size();
    if (dataset.classNames().size() > outputs) {
      throw new IncompatibleDataException(
          "the data has "
              + dataset.classNames().size()
              + " classes, but the network has "
              + outputs
              + " outputs; choose the data that it was trained on");
    }
  }

  /**
   * Checks that a network takes samples of a shape: one input of that shape, or a vector of as many
   * values.
   *
   * @throws IncompatibleDataException if not
   */
  public static void requireFit(Network network, ImageShape sample)
      throws IncompatibleDataException {
    if (network.inputs().size() != 1) {
      throw new IncompatibleDataException(
          "the network has " + network.inputs().size() + " inputs; data sets have one");
    }
    Shape shape = network.inputs().get(0).shape();
    boolean image =
        shape.equals(Shape.of(sample.channels(), sample.height(), sample.width()))
            || shape.equals(Shape.of(1, sample.height(), sample.width()));
    boolean vector = shape.equals(Shape.of(sample.length()));
    if (!image && !vector) {
      throw new IncompatibleDataException(
          "the network takes "
              + shape
              + ", but the data's samples are "
              + sample
              + "; choose data of the network's input shape");
    }
  }

  /** The usual preprocessing of a data set, for a network whose file does not say its own. */
  public static Preprocessing usual(StandardPreprocessing standard, Shape input) {
    float[] mean = new float[standard.mean().size()];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = standard.mean().get(i).floatValue();
    }
    float[] scale = {(float) standard.scale()};
    if (input.rank() == 3) {
      ChannelOrder order =
          standard.order() == StandardPreprocessing.ChannelOrder.GRAY
              ? ChannelOrder.GRAY
              : ChannelOrder.RGB;
      return new Preprocessing(order, mean, scale);
    }
    // A vector has no channels: a mean that differs between them must be spelt out.
    float[] spelt = mean;
    if (mean.length > 1) {
      spelt = new float[input.size()];
      for (int i = 0; i < spelt.length; i++) {
        spelt[i] = mean[i / (spelt.length / mean.length)];
      }
    }
    return new Preprocessing(ChannelOrder.ANY, spelt, scale);
  }

  /** Number of samples. */
  public int size() {
    return split.size();
  }

  /** Class of a sample. */
  public int label(int sample) {
    return split.label(sample);
  }

  /** Values that one sample takes. */
  public int length() {
    return shape.size();
  }

  /** Reads samples for one thread. */
  public Reader reader() {
    return new Reader();
  }

  /** Reads samples; not for use by several threads at once. */
  public final class Reader {
    private final float[] raw = new float[split.shape().length()];

    private Reader() {}

    /** Writes one sample, ready for the network, into an array of {@link Samples#length()}. */
    public void read(int sample, float[] target) throws DatasetException {
      split.read(sample, raw, 0);
      preprocessor.apply(raw, target);
    }
  }
}
