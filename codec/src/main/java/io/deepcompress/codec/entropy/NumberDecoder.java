package io.deepcompress.codec.entropy;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Shape;
import java.nio.ByteBuffer;

/** Reads back what a {@link NumberEncoder} wrote. */
public final class NumberDecoder {
  private final ByteBuffer in;
  private final String section;

  /**
   * Reads from {@code file[from, to)}, all of it.
   *
   * @param section name for error messages
   */
  public NumberDecoder(byte[] file, int from, int to, String section) {
    in = ByteBuffer.wrap(file, 0, to).position(from);
    this.section = section;
  }

  /**
   * An integer.
   *
   * @param max largest value allowed here
   * @throws ModelFormatException if it is larger or the bytes end
   */
  public int integer(int max) throws ModelFormatException {
    int value = bits();
    if (value < 0 || value > max) {
      throw invalid("integer " + value + " above " + max);
    }
    return value;
  }

  /**
   * Finite values.
   *
   * @throws ModelFormatException if one is not finite or the bytes end
   */
  public float[] floats(int count) throws ModelFormatException {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = Float.intBitsToFloat(bits());
      if (!Float.isFinite(values[i])) {
        throw invalid("value is not finite");
      }
    }
    return values;
  }

  /**
   * A tensor of the given shape.
   *
   * @throws ModelFormatException if the bytes are invalid
   */
  public RawTensor tensor(Shape shape) throws ModelFormatException {
    ValueFormat format = format();
    float[] values = floats(shape.size());
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
    float[] values = floats(integer(Codebook.MAX_SIZE));
    try {
      return new Codebook(values, format);
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  /**
   * Ends reading.
   *
   * @throws ModelFormatException if bytes are left, or the payload does not end as a writer ends it
   */
  public void finish() throws ModelFormatException {
    if (in.hasRemaining()) {
      throw new ModelFormatException(
          ModelFormatException.Code.TRAILING_BYTES, in.position(), section, "bytes after numbers");
    }
  }

  private ValueFormat format() throws ModelFormatException {
    ValueFormat.Kind kind = ValueFormat.Kind.values()[integer(2)];
    float scale = floats(1)[0];
    try {
      return new ValueFormat(kind, scale);
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  private int bits() throws ModelFormatException {
    if (in.remaining() < 4) {
      throw new ModelFormatException(
          ModelFormatException.Code.TRUNCATED, in.limit(), section, "numbers end too early");
    }
    return in.getInt();
  }

  private ModelFormatException invalid(String message) {
    return new ModelFormatException(
        ModelFormatException.Code.INVALID, in.position(), section, message);
  }
}
