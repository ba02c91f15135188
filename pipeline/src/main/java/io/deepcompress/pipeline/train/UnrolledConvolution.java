package io.deepcompress.pipeline.train;

import io.deepcompress.pipeline.train.Blas.Matrix;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolution of batches of one geometry as products with the unrolled pictures. All arrays are
 * row-major floats.
 *
 * <p>One picture at a time is unrolled and multiplied, in blocks of output rows, so that the
 * unrolled values stay in the processor's cache. The batch is cut into parts by its size alone and
 * the parts' gradients are added in order, so that results do not depend on the number of threads.
 */
final class UnrolledConvolution implements AutoCloseable {
  /** Unrolled values worked on at a time: half a mebibyte, to stay in a core's own cache. */
  private static final int BLOCK_VALUES = 1 << 17;

  /** Parts that a batch is cut into at most, and the floats their gradients may take together. */
  private static final int MAX_PARTS = 8;

  private static final long MAX_PART_VALUES = 1L << 24;

  private final ConvolutionShape shape;
  private final int filters;
  private final int lines;
  private final int outSize;
  private final int blockRows;
  private final List<Scratch> scratches = new ArrayList<>();

  UnrolledConvolution(ConvolutionShape shape, int filters) {
    this.shape = shape;
    this.filters = filters;
    this.lines = shape.filterSize();
    this.outSize = shape.outSize();
    long perRow = (long) lines * shape.outWidth();
    this.blockRows = (int) Math.max(1, Math.min(shape.outHeight(), BLOCK_VALUES / perRow));
  }

  boolean isFor(ConvolutionShape otherShape, int otherFilters) {
    return shape.equals(otherShape) && filters == otherFilters;
  }

  /** How many parts a batch is worked on in, where each part needs so many values of its own. */
  static int parts(long batch, long valuesPerPart) {
    long affordable = MAX_PART_VALUES / Math.max(1, valuesPerPart);
    return (int) Math.min(batch, Math.max(1, Math.min(MAX_PARTS, affordable)));
  }

  /** {@code output = weights * input + bias}. */
  void forward(INDArray input, INDArray weights, INDArray bias, INDArray output) {
    FloatBuffer images = NativeArrays.buffer(input);
    Matrix weight = Matrix.of(NativeArrays.pointer(weights), lines);
    FloatPointer biases = NativeArrays.pointer(bias);
    FloatPointer out = NativeArrays.pointer(output);
    int batch = (int) input.size(0);
    BatchParts.run(
        parts(batch, 0),
        batch,
        (part, first, last) -> {
          Scratch scratch = take();
          for (int image = first; image < last; image++) {
            images.get(image * shape.imageSize(), scratch.image);
            for (int row = 0; row < shape.outHeight(); row += blockRows) {
              int end = Math.min(shape.outHeight(), row + blockRows);
              int positions = (end - row) * shape.outWidth();
              scratch.unroll(shape, row, end);
              Matrix target = Matrix.of(block(out, image, row), outSize);
              Matrix columns = Matrix.of(scratch.columnsPointer, positions);
              Blas.multiply(weight, columns, filters, positions, lines, 0f, target);
              Blas.addToColumns(biases, scratch.onesPointer, filters, positions, target);
            }
          }
          giveBack(scratch);
        });
  }

  /**
   * Overwrites the gradients.
   *
   * @param delta gradient by the output
   * @param biasGradient null where there is no bias
   * @param inputGradient null where it is not needed
   */
  void backward(
      INDArray input,
      INDArray weights,
      INDArray delta,
      INDArray weightGradient,
      INDArray biasGradient,
      INDArray inputGradient) {
    FloatBuffer images = NativeArrays.buffer(input);
    FloatBuffer rolled = inputGradient == null ? null : NativeArrays.buffer(inputGradient);
    Matrix weight = Matrix.of(NativeArrays.pointer(weights), lines).transpose();
    FloatPointer deltas = NativeArrays.pointer(delta);
    FloatPointer total = NativeArrays.pointer(weightGradient);
    int batch = (int) input.size(0);
    int parts = parts(batch, weights.length());
    try (FloatPointer partial = new FloatPointer((parts - 1) * weights.length());
        FloatPointer partialBias = new FloatPointer((long) parts * filters)) {
      BatchParts.run(
          parts,
          batch,
          (part, first, last) -> {
            Scratch scratch = take();
            Matrix sum =
                Matrix.of(
                    part == 0 ? total : partial.getPointer((part - 1) * weights.length()), lines);
            FloatPointer biasSum = partialBias.getPointer((long) part * filters);
            float keep = 0f;
            for (int image = first; image < last; image++) {
              images.get(image * shape.imageSize(), scratch.image);
              scratch.clearGradient();
              for (int row = 0; row < shape.outHeight(); row += blockRows) {
                int end = Math.min(shape.outHeight(), row + blockRows);
                int positions = (end - row) * shape.outWidth();
                scratch.unroll(shape, row, end);
                Matrix source = Matrix.of(block(deltas, image, row), outSize);
                Matrix columns = Matrix.of(scratch.columnsPointer, positions);
                Blas.multiply(source, columns.transpose(), filters, lines, positions, keep, sum);
                Blas.sumRows(source, scratch.onesPointer, filters, positions, keep, biasSum);
                keep = 1f;
                if (rolled != null) {
                  Blas.multiply(weight, source, lines, positions, filters, 0f, columns);
                  scratch.addRolled(shape, row, end);
                }
              }
              if (rolled != null) {
                rolled.put(image * shape.imageSize(), scratch.gradient);
              }
            }
            giveBack(scratch);
          });
      for (int part = 1; part < parts; part++) {
        FloatPointer sum = partial.getPointer((part - 1) * weights.length());
        Blas.add(sum, (int) weights.length(), total);
      }
      if (biasGradient != null) {
        for (int part = 1; part < parts; part++) {
          Blas.add(partialBias.getPointer((long) part * filters), filters, partialBias);
        }
        for (int i = 0; i < filters; i++) {
          biasGradient.putScalar(i, partialBias.get(i));
        }
      }
    }
  }

  /** Where the outputs of a picture begin at a row. */
  private FloatPointer block(FloatPointer all, int image, int row) {
    return all.getPointer((long) image * filters * outSize + (long) row * shape.outWidth());
  }

  private Scratch take() {
    synchronized (scratches) {
      if (!scratches.isEmpty()) {
        return scratches.remove(scratches.size() - 1);
      }
    }
    int positions = blockRows * shape.outWidth();
    return new Scratch(shape.imageSize(), lines * positions, positions);
  }

  private void giveBack(Scratch scratch) {
    synchronized (scratches) {
      scratches.add(scratch);
    }
  }

  /** Frees the native working memory. */
  @Override
  public void close() {
    synchronized (scratches) {
      scratches.forEach(Scratch::close);
      scratches.clear();
    }
  }
}
