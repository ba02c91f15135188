package io.deepcompress.experiments.codec;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * The codes of a network's tensors, which every coder gets.
 *
 * @param name for the table
 * @param tensors with their shapes and codebooks, which only coders of networks look at
 */
record CodeSet(String name, List<Tensor> tensors) {

  /** Codes of one tensor, one unsigned byte a weight in C order. */
  record Tensor(Shape shape, Codebook codebook, byte[] codes) {}

  /** The shared tensors of a model. */
  static CodeSet of(String name, CompressedModel model) throws ModelFormatException {
    List<Tensor> tensors = new ArrayList<>();
    for (StoredTensor tensor : model.tensors()) {
      if (tensor instanceof SharedTensor shared) {
        tensors.add(new Tensor(shared.shape(), shared.codebook(), shared.codes()));
      }
    }
    return new CodeSet(name, tensors);
  }

  /**
   * A layer of AlexNet's fc6 kind: 4096 x 9216, 9 % kept at independent places, 31 centroids at
   * even distances, normally distributed weights.
   */
  static CodeSet fc6(long seed) {
    int rows = 4096;
    int columns = 9216;
    double density = 0.09;
    int centroids = 31;
    // 3.9 bits a code, as in the paper's table.
    double deviation = 3.69;
    Random random = new Random(seed);
    byte[] codes = new byte[rows * columns];
    for (int i = 0; i < codes.length; i++) {
      if (random.nextDouble() < density) {
        long place = Math.round(random.nextGaussian() * deviation) + centroids / 2 + 1;
        codes[i] = (byte) Math.max(1, Math.min(centroids, place));
      }
    }
    float[] values = new float[centroids];
    for (int i = 0; i < centroids; i++) {
      // Half a step aside, so that no centroid is zero.
      values[i] = (i - centroids / 2 + 0.5f) / 1024;
    }
    Codebook codebook = new Codebook(values, ValueFormat.FLOAT32);
    return new CodeSet(
        "fc6, 9 % i.i.d.", List.of(new Tensor(Shape.of(rows, columns), codebook, codes)));
  }

  /** All codes, one tensor after the other: what a coder of bytes gets. */
  byte[] dense() {
    byte[] all = new byte[size()];
    int next = 0;
    for (Tensor tensor : tensors) {
      System.arraycopy(tensor.codes(), 0, all, next, tensor.codes().length);
      next += tensor.codes().length;
    }
    return all;
  }

  /** Number of weights. */
  int size() {
    return tensors.stream().mapToInt(tensor -> tensor.codes().length).sum();
  }

  /** Order-0 entropy of each tensor's codes, zeros among them, in bytes. */
  double entropy() {
    return tensors.stream().mapToDouble(tensor -> entropy(counts(tensor.codes()))).sum();
  }

  /** How often each code occurs. */
  static long[] counts(byte[] codes) {
    long[] counts = new long[256];
    for (byte code : codes) {
      counts[code & 0xff]++;
    }
    return counts;
  }

  /** Bytes that a message with these counts of its symbols takes. */
  static double entropy(long... counts) {
    long all = LongStream.of(counts).sum();
    double bits = 0;
    for (long count : counts) {
      bits -= count == 0 ? 0 : count * Math.log((double) count / all) / Math.log(2);
    }
    return bits / 8;
  }
}
