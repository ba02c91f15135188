package io.deepcompress.codec.container;

import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.Shape;

/** A {@link Shape} as its rank (one byte, 1 to 4) and its sizes. */
final class ShapeCoder {
  private ShapeCoder() {}

  static void write(Shape shape, ByteWriter out) {
    out.u8(shape.rank());
    writeSizes(shape, out);
  }

  static void writeSizes(Shape shape, ByteWriter out) {
    for (int axis = 0; axis < shape.rank(); axis++) {
      out.varint(shape.dimension(axis));
    }
  }

  static Shape read(ByteReader in) throws ModelFormatException {
    int start = in.position();
    int rank = in.u8();
    if (rank < 1 || rank > 4) {
      throw in.invalid(start, "a shape of " + rank + " axes");
    }
    return readSizes(rank, in);
  }

  static Shape readSizes(int rank, ByteReader in) throws ModelFormatException {
    int start = in.position();
    int[] sizes = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      sizes[axis] = in.varint(1, Integer.MAX_VALUE, "size");
    }
    try {
      return Shape.of(sizes);
    } catch (IllegalArgumentException e) {
      throw in.invalid(start, e.getMessage());
    }
  }
}
