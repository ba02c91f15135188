package io.deepcompress.codec.entropy;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Shape;

/** Reads back what a {@link NumberEncoder} wrote. */
public final class NumberDecoder {
  private final BinaryCoder coder;
  private final NumberModel model;
  private final String section;

  /**
   * Reads from {@code file[from, to)}, all of it.
   *
   * @param section name for error messages
   */
  public NumberDecoder(byte[] file, int from, int to, String section) {
    coder = BinaryCoder.decoder(file, from, to);
    model = new NumberModel(coder);
    this.section = section;
  }

  /**
   * An integer.
   *
   * @param max largest value allowed here
   * @throws ModelFormatException if it is larger
   */
  public int integer(int max) throws ModelFormatException {
    long value = model.integer(0);
    if (value > max) {
      throw invalid("integer " + value + " is above " + max);
    }
    return (int) value;
  }

  /**
   * Finite values.
   *
   * @throws ModelFormatException if one is not finite
   */
  public float[] floats(int count) throws ModelFormatException {
    return values(ValueFormat.FLOAT32, count);
  }

  /**
   * A tensor of the given shape.
   *
   * @throws ModelFormatException if the bytes are invalid
   */
  public RawTensor tensor(Shape shape) throws ModelFormatException {
    ValueFormat format = format();
    float[] values = values(format, shape.size());
    try {
      return new RawTensor(shape, format, values);
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  /**
   * A codebook.
   *
   * @throws ModelFormatException if the bytes are invalid
   */
  public Codebook codebook() throws ModelFormatException {
    ValueFormat format = format();
    long[] places = new long[integer(Codebook.MAX_SIZE)];
    model.increasing(format.kind(), places);
    float[] values = new float[places.length];
    for (int i = 0; i < values.length; i++) {
      if (!NumberModel.isPlace(format.kind(), places[i])) {
        throw invalid("centroid " + i + " is out of range");
      }
      values[i] = NumberModel.toValue(format, NumberModel.atPlace(format.kind(), places[i]));
    }
    try {
      return new Codebook(values, format);
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  /**
   * Ends reading.
   *
   * @throws ModelFormatException if bytes are left, or are not in the one form that a writer uses
   */
  public void finish() throws ModelFormatException {
    coder.finish(section);
    if (!model.isCanonical()) {
      throw new ModelFormatException(
          ModelFormatException.Code.NOT_CANONICAL,
          coder.position(),
          section,
          "a number is not coded in its shortest form");
    }
  }

  private float[] values(ValueFormat format, int count) throws ModelFormatException {
    int[] integers = new int[count];
    model.values(format.kind(), integers);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      if (format.kind() == ValueFormat.Kind.INT8 && (integers[i] < -127 || integers[i] > 127)) {
        throw invalid("value " + i + " is outside the grid of -127 to 127");
      }
      values[i] = NumberModel.toValue(format, integers[i]);
      if (!Float.isFinite(values[i])) {
        throw invalid("value " + i + " is not finite");
      }
    }
    return values;
  }

  private ValueFormat format() throws ModelFormatException {
    int ordinal = model.kind(0);
    if (ordinal == ValueFormat.Kind.values().length) {
      throw invalid("no such number format");
    }
    ValueFormat.Kind kind = ValueFormat.Kind.values()[ordinal];
    float scale = kind == ValueFormat.Kind.INT8 ? Float.intBitsToFloat(model.float32(0)) : 0;
    try {
      return new ValueFormat(kind, scale);
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  private ModelFormatException invalid(String message) {
    return new ModelFormatException(
        ModelFormatException.Code.INVALID, coder.position(), section, message);
  }
}
