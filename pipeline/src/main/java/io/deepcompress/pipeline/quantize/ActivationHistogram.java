package io.deepcompress.pipeline.quantize;

/**
 * How often magnitudes occurred: {@link #BINS} equal bins from 0 to the largest, as TensorRT's
 * calibration has them. Exact zeros are counted in no bin, since every grid holds them.
 */
final class ActivationHistogram {
  /** Number of bins. */
  static final int BINS = 2048;

  private final float largest;
  private final long[] counts = new long[BINS];

  /** An empty histogram up to a positive magnitude. */
  ActivationHistogram(float largest) {
    this.largest = largest;
  }

  /** Counts the magnitude of a value; one beyond the largest falls into the last bin. */
  void add(float value) {
    if (value != 0) {
      int bin = (int) (Math.abs(value) / largest * BINS);
      counts[Math.min(bin, BINS - 1)]++;
    }
  }

  /** Values counted in one bin. */
  long count(int bin) {
    return counts[bin];
  }

  /** Values counted in all bins. */
  long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  /** The magnitude at which the first {@code bins} bins end. */
  float edge(int bins) {
    return bins == BINS ? largest : (float) ((double) largest * bins / BINS);
  }
}
