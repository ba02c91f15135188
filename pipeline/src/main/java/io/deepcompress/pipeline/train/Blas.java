package io.deepcompress.pipeline.train;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_saxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sger;

import org.bytedeco.javacpp.FloatPointer;

/** The few products of row-major float matrices in native memory that convolution needs. */
final class Blas {
  private Blas() {}

  /** A matrix, or its transpose, whose rows begin {@code stride} values apart in memory. */
  record Matrix(FloatPointer values, int stride, boolean transposed) {
    static Matrix of(FloatPointer values, int stride) {
      return new Matrix(values, stride, false);
    }

    Matrix transpose() {
      return new Matrix(values, stride, !transposed);
    }

    private int order() {
      return transposed ? CblasTrans : CblasNoTrans;
    }
  }

  /** {@code c = keep * c + a b}, where c has m rows and n columns and a has k columns. */
  static void multiply(Matrix a, Matrix b, int m, int n, int k, float keep, Matrix c) {
    cblas_sgemm(
        CblasRowMajor,
        a.order(),
        b.order(),
        m,
        n,
        k,
        1f,
        a.values,
        a.stride,
        b.values,
        b.stride,
        keep,
        c.values,
        c.stride);
  }

  /** Adds {@code column} to each of the n columns of c; {@code ones} holds n ones. */
  static void addToColumns(FloatPointer column, FloatPointer ones, int m, int n, Matrix c) {
    cblas_sger(CblasRowMajor, m, n, 1f, column, 1, ones, 1, c.values, c.stride);
  }

  /** {@code sums = keep * sums + } the sum of each row of a; {@code ones} holds n ones. */
  static void sumRows(Matrix a, FloatPointer ones, int m, int n, float keep, FloatPointer sums) {
    cblas_sgemv(CblasRowMajor, CblasNoTrans, m, n, 1f, a.values, a.stride, ones, 1, keep, sums, 1);
  }

  /** {@code total += values}. */
  static void add(FloatPointer values, int count, FloatPointer total) {
    cblas_saxpy(count, 1f, values, 1, total, 1);
  }
}
