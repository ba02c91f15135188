package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.Float16;
import io.deepcompress.pipeline.importer.ImportException.Kind;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;

/**
 * An ND4J array in a stream, read piece by piece.
 *
 * <p>Layout, big-endian: for the shape and then for the values, UTF allocation mode, length (int64
 * for {@code MIXED_DATA_TYPES} and {@code LONG_SHAPE}, int32 for older modes), UTF type, elements.
 */
final class ArrayStream {
  private final DataInputStream in;
  private final String name;
  private final String type;
  private final int width;
  private final long length;

  private ArrayStream(DataInputStream in, String name, String type, int width, long length) {
    this.in = in;
    this.name = name;
    this.type = type;
    this.width = width;
    this.length = length;
  }

  /**
   * Reads up to the first value.
   *
   * @param name of the entry, for messages
   */
  static ArrayStream open(DataInputStream in, String name) throws IOException {
    try {
      ArrayStream shape = header(in, name);
      if (shape.length < 4 || shape.length > 68) {
        throw new ImportException(Kind.CORRUPT, name + " does not begin with an array's shape");
      }
      in.skipNBytes(shape.length * shape.width);
      return header(in, name);
    } catch (EOFException | UTFDataFormatException e) {
      throw new ImportException(Kind.CORRUPT, name + " is not an ND4J array or is cut short", e);
    }
  }

  private static ArrayStream header(DataInputStream in, String name) throws IOException {
    String mode = in.readUTF();
    long length =
        switch (mode) {
          case "MIXED_DATA_TYPES", "LONG_SHAPE" -> in.readLong();
          case "DIRECT", "HEAP", "JAVACPP" -> in.readInt();
          default -> throw new ImportException(Kind.CORRUPT, name + " is not an ND4J array");
        };
    String type = in.readUTF();
    int width =
        switch (type) {
          case "DOUBLE", "LONG" -> 8;
          case "FLOAT", "INT" -> 4;
          case "HALF", "BFLOAT16" -> 2;
          default ->
              throw new ImportException(Kind.UNSUPPORTED, name + " holds values of type " + type);
        };
    if (length < 0) {
      throw new ImportException(Kind.CORRUPT, name + " has " + length + " values");
    }
    return new ArrayStream(in, name, type, width, length);
  }

  /** Number of values. */
  long length() {
    return length;
  }

  /** Bytes that a value takes. */
  int width() {
    return width;
  }

  /** All values of a small array. */
  float[] readAll(int most) throws IOException {
    if (length > most) {
      throw new ImportException(Kind.CORRUPT, name + " has " + length + " values");
    }
    float[] values = new float[(int) length];
    read(values);
    return values;
  }

  /** The next values. */
  void read(float[] target) throws IOException {
    byte[] bytes = new byte[Math.min(1 << 16, Math.max(width, target.length * width))];
    int perRead = bytes.length / width;
    for (int from = 0; from < target.length; from += perRead) {
      int count = Math.min(perRead, target.length - from);
      try {
        in.readFully(bytes, 0, count * width);
      } catch (EOFException e) {
        throw new ImportException(Kind.CORRUPT, name + " ends before its last value", e);
      }
      convert(ByteBuffer.wrap(bytes), target, from, count);
    }
  }

  private void convert(ByteBuffer bytes, float[] target, int from, int count)
      throws ImportException {
    switch (type) {
      case "FLOAT" -> bytes.asFloatBuffer().get(target, from, count);
      case "DOUBLE" -> {
        for (int i = 0; i < count; i++) {
          target[from + i] = (float) bytes.getDouble();
        }
      }
      case "HALF" -> {
        for (int i = 0; i < count; i++) {
          target[from + i] = Float16.toFloat(bytes.getShort());
        }
      }
      case "BFLOAT16" -> {
        for (int i = 0; i < count; i++) {
          target[from + i] = Float.intBitsToFloat(bytes.getShort() << 16);
        }
      }
      default ->
          throw new ImportException(Kind.UNSUPPORTED, name + " holds weights of type " + type);
    }
  }
}
