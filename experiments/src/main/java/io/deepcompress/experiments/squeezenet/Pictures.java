package io.deepcompress.experiments.squeezenet;

import io.deepcompress.codec.network.Shape;
import io.deepcompress.datasets.Dataset;
import io.deepcompress.datasets.DatasetException;
import io.deepcompress.datasets.DatasetOptions;
import io.deepcompress.datasets.DatasetSpec;
import io.deepcompress.datasets.Datasets;
import io.deepcompress.datasets.ImageShape;
import io.deepcompress.datasets.Split;
import io.deepcompress.runtime.Preprocessor;
import java.nio.file.Path;

/**
 * The ImageNet sample pictures as inputs of the SqueezeNet: every fifth picture, 100 of 500, is for
 * calibration, and the others for scoring.
 */
public final class Pictures {
  private static final long SEED = 1;

  private static final Preprocessor PREPROCESSOR =
      new Preprocessor(SqueezeNet.PREPROCESSING, Shape.of(3, SqueezeNet.SIDE, SqueezeNet.SIDE));

  private final Split calibration;
  private final Split scoring;

  private Pictures(Split calibration, Split scoring) {
    this.calibration = calibration;
    this.scoring = scoring;
  }

  /**
   * Decodes a folder of pictures named {@code CLASS_...} into memory.
   *
   * @throws DatasetException if it cannot be read
   */
  public static Pictures read(Path folder) throws DatasetException {
    return read(folder, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * The same with so many pictures of either kind, of all classes, or as many as there are.
   *
   * @throws DatasetException if it cannot be read
   */
  static Pictures read(Path folder, int calibration, int scoring) throws DatasetException {
    Dataset all =
        Datasets.open(
            new DatasetSpec("images", folder.toString()),
            DatasetOptions.defaults()
                .withImageShape(new ImageShape(3, SqueezeNet.SIDE, SqueezeNet.SIDE)));
    return new Pictures(part(all.test(), calibration), part(all.training(), scoring));
  }

  private static Split part(Split split, int most) throws DatasetException {
    return (most < split.size() ? split.sample(most, SEED) : split).inMemory();
  }

  /** Pictures to calibrate with: raw pixels. */
  public Split calibration() {
    return calibration;
  }

  /** Pictures to score on: raw pixels with labels. */
  public Split scoring() {
    return scoring;
  }

  /** A picture as the network's input. */
  public static float[] input(Split split, int index) throws DatasetException {
    float[] raw = new float[split.shape().length()];
    split.read(index, raw, 0);
    return input(raw);
  }

  /** Raw red, green and blue planes as the network's input. */
  static float[] input(float[] raw) {
    float[] input = new float[raw.length];
    PREPROCESSOR.apply(raw, input);
    return input;
  }
}
