package io.deepcompress.codec.entropy;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Shape;
import java.util.Arrays;
import java.util.Random;

/** Made-up tensors of codes, of every kind that pruning leaves behind. */
final class Tensors {
  /** A tensor. */
  record Tensor(Shape shape, Codebook codebook, byte[] codes) {
    @Override
    public String toString() {
      return shape + ", " + codebook.size() + " centroids, " + nonZero() + " kept";
    }

    int nonZero() {
      int count = 0;
      for (byte code : codes) {
        count += code != 0 ? 1 : 0;
      }
      return count;
    }
  }

  private Tensors() {}

  /** A random tensor of up to about {@code most} weights. */
  static Tensor random(Random random, int most) {
    Shape shape = shape(random, most);
    Codebook codebook = codebook(random, random.nextInt(4) == 0 ? 255 : random.nextInt(40));
    byte[] codes = new byte[shape.size()];
    if (codebook.size() > 0) {
      double density =
          switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> 0.01;
            default -> random.nextDouble();
          };
      fill(random, shape, codebook, codes, density);
    }
    return new Tensor(shape, codebook, codes);
  }

  private static void fill(
      Random random, Shape shape, Codebook codebook, byte[] codes, double density) {
    int columns = shape.size() / shape.dimension(0);
    boolean[] deadRows = dead(random, shape.dimension(0));
    boolean[] deadColumns = dead(random, columns);
    int spread = 1 + random.nextInt(codebook.size());
    for (int i = 0; i < codes.length; i++) {
      boolean dead = deadRows[i / columns] || deadColumns[i % columns];
      if (!dead && random.nextDouble() < density) {
        codes[i] = (byte) (1 + random.nextInt(spread));
      }
    }
  }

  private static boolean[] dead(Random random, int size) {
    boolean[] dead = new boolean[size];
    if (random.nextInt(3) == 0) {
      for (int i = 0; i < size; i++) {
        dead[i] = random.nextInt(3) == 0;
      }
    }
    return dead;
  }

  static Shape shape(Random random, int most) {
    int rank = 1 + random.nextInt(4);
    int[] sizes = new int[rank];
    Arrays.fill(sizes, 1);
    int left = 1 + random.nextInt(most);
    for (int axis = 0; axis < rank; axis++) {
      sizes[axis] = axis == rank - 1 ? left : 1 + random.nextInt(Math.min(left, 40));
      left = Math.max(1, left / sizes[axis]);
    }
    if (rank > 2 && random.nextBoolean()) {
      sizes[rank - 1] = 1 + random.nextInt(5);
    }
    return Shape.of(sizes);
  }

  /** A codebook of the size, of both signs or one, evenly spaced or not. */
  static Codebook codebook(Random random, int size) {
    float[] values = new float[size];
    double shift = random.nextInt(3) - 1;
    boolean even = random.nextBoolean();
    do {
      for (int i = 0; i < size; i++) {
        double value = even ? (i + 0.51) / size - 0.5 : random.nextGaussian();
        values[i] = (float) (shift == 0 ? value : shift * (Math.abs(value) + 0.01));
      }
      Arrays.sort(values);
    } while (!isStrictlyIncreasing(values));
    return new Codebook(values, ValueFormat.FLOAT32);
  }

  private static boolean isStrictlyIncreasing(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == 0 || i > 0 && values[i] <= values[i - 1]) {
        return false;
      }
    }
    return true;
  }

  /** A matrix of independent weights. */
  static Tensor independent(Random random, int rows, int columns, double density, int centroids) {
    byte[] codes = new byte[rows * columns];
    for (int i = 0; i < codes.length; i++) {
      if (random.nextDouble() < density) {
        double place = centroids / 2.0 + random.nextGaussian() * centroids / 7;
        codes[i] = (byte) Math.max(1, Math.min(centroids, (int) Math.floor(place) + 1));
      }
    }
    float[] values = new float[centroids];
    for (int i = 0; i < centroids; i++) {
      values[i] = (i - centroids / 2 + 0.25f) / centroids;
    }
    return new Tensor(Shape.of(rows, columns), new Codebook(values, ValueFormat.FLOAT32), codes);
  }

  /** Order-0 entropy of all codes, zero among them, in bytes: positions and codes together. */
  static double entropy(byte[] codes) {
    long[] counts = new long[256];
    for (byte code : codes) {
      counts[code & 0xff]++;
    }
    double bits = 0;
    for (long count : counts) {
      bits -= count == 0 ? 0 : count * Math.log((double) count / codes.length) / Math.log(2);
    }
    return bits / 8;
  }
}
