package io.deepcompress.pipeline.train;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/** The working memory of one thread in {@link UnrolledConvolution}. */
final class Scratch implements AutoCloseable {
  final float[] image;
  final float[] gradient;
  final FloatPointer columnsPointer;
  final FloatPointer onesPointer;
  private final float[] columns;
  private final FloatBuffer columnsBuffer;

  /**
   * @param imageSize floats of a picture
   * @param columnsSize floats of an unrolled block of it
   * @param positions output positions of a block
   */
  Scratch(int imageSize, int columnsSize, int positions) {
    image = new float[imageSize];
    gradient = new float[imageSize];
    columns = new float[columnsSize];
    columnsPointer = new FloatPointer((long) columnsSize);
    columnsBuffer = columnsPointer.asBuffer();
    float[] ones = new float[positions];
    Arrays.fill(ones, 1f);
    onesPointer = new FloatPointer(ones);
  }

  void clearGradient() {
    Arrays.fill(gradient, 0f);
  }

  /** Unrolls the output rows {@code [row0, row1)} of the picture into native memory. */
  void unroll(ConvolutionShape shape, int row0, int row1) {
    shape.unroll(image, row0, row1, columns);
    columnsBuffer.put(0, columns, 0, shape.filterSize() * (row1 - row0) * shape.outWidth());
  }

  /** Adds the unrolled gradient in native memory to the picture's gradient. */
  void addRolled(ConvolutionShape shape, int row0, int row1) {
    columnsBuffer.get(0, columns, 0, shape.filterSize() * (row1 - row0) * shape.outWidth());
    shape.addRolled(columns, row0, row1, gradient);
  }

  @Override
  public void close() {
    columnsPointer.close();
    onesPointer.close();
  }
}
