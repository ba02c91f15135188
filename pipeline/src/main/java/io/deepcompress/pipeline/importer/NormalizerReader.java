package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.Preprocessing.ChannelOrder;
import io.deepcompress.codec.network.Shape;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/** Reads the {@code normalizer.bin} that ND4J's {@code NormalizerSerializer} writes. */
final class NormalizerReader {
  static final String ENTRY = "normalizer.bin";

  /** ND4J never divides by less. */
  private static final float LEAST = 1e-5f;

  private NormalizerReader() {}

  /**
   * The preprocessing of an input of the given shape, or {@link Preprocessing#NONE} with a warning.
   */
  static Preprocessing read(byte[] bytes, Shape input, List<String> warnings) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      if (!in.readUTF().equals("NORMALIZER") || in.readInt() != 1) {
        return ignored("is not one of ND4J's version 1", warnings);
      }
      String type = in.readUTF();
      return switch (type) {
        case "IMAGE_MIN_MAX" -> imageScaler(in, input);
        case "IMAGE_VGG16" ->
            new Preprocessing(
                ChannelOrder.BGR, new float[] {103.939f, 116.779f, 123.68f}, new float[0]);
        case "STANDARDIZE" -> standardize(in, input, warnings);
        case "MIN_MAX" -> minMax(in, input, warnings);
        default -> ignored("is of the kind " + type, warnings);
      };
    } catch (EOFException | ImportException | IllegalArgumentException e) {
      return ignored("is damaged", warnings);
    }
  }

  private static Preprocessing ignored(String why, List<String> warnings) {
    warnings.add(
        ENTRY + " " + why + " and is ignored; give the preprocessing with --scale and --mean");
    return Preprocessing.NONE;
  }

  /** {@code x / maxPixel * (high - low) + low}. */
  private static Preprocessing imageScaler(DataInputStream in, Shape input) throws IOException {
    double low = in.readDouble();
    double high = in.readDouble();
    double maxPixel = in.readDouble();
    double scale = (high - low) / maxPixel;
    boolean gray = input.rank() == 3 && input.channels() == 1;
    return new Preprocessing(
        gray ? ChannelOrder.GRAY : ChannelOrder.ANY,
        low == 0 ? new float[0] : new float[] {(float) (-low / scale)},
        new float[] {(float) scale});
  }

  /** {@code (x - mean) / deviation}; first a flag for labels. */
  private static Preprocessing standardize(DataInputStream in, Shape input, List<String> warnings)
      throws IOException {
    in.readBoolean();
    float[] mean = array(in);
    float[] deviation = array(in);
    float[] scale = new float[deviation.length];
    for (int i = 0; i < scale.length; i++) {
      scale[i] = 1 / Math.max(deviation[i], LEAST);
    }
    return statistics(mean, scale, input, warnings);
  }

  /** {@code (x - least) / (most - least) * (high - low) + low}; first a flag for labels. */
  private static Preprocessing minMax(DataInputStream in, Shape input, List<String> warnings)
      throws IOException {
    in.readBoolean();
    double low = in.readDouble();
    double high = in.readDouble();
    float[] least = array(in);
    float[] most = array(in);
    if (least.length != most.length || high == low) {
      return ignored("contradicts itself", warnings);
    }
    float[] mean = new float[least.length];
    float[] scale = new float[least.length];
    for (int i = 0; i < mean.length; i++) {
      double perUnit = (high - low) / Math.max(most[i] - least[i], LEAST);
      scale[i] = (float) perUnit;
      mean[i] = (float) (least[i] - low / perUnit);
    }
    return statistics(mean, scale, input, warnings);
  }

  private static Preprocessing statistics(
      float[] mean, float[] scale, Shape input, List<String> warnings) {
    boolean fits = mean.length == input.channels() || mean.length == input.size();
    if (mean.length != scale.length || !fits) {
      return ignored("is made for " + mean.length + " values, not for " + input, warnings);
    }
    return new Preprocessing(ChannelOrder.ANY, mean, scale);
  }

  private static float[] array(DataInputStream in) throws IOException {
    return ArrayStream.open(in, ENTRY).readAll(in.available());
  }
}
