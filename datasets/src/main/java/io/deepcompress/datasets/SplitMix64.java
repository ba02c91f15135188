package io.deepcompress.datasets;

/**
 * A small seeded generator whose numbers are the same on every machine and Java version: SplitMix64
 * (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
 */
final class SplitMix64 {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  SplitMix64(long seed) {
    state = seed;
  }

  /** A generator of its own for one of many streams, for example one per sample. */
  SplitMix64(long seed, long stream) {
    state = mix(seed + GAMMA) ^ mix(mix(stream) + GAMMA);
  }

  long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /** Uniform in 0 to bound - 1. The bias of the multiplication is below bound / 2^31. */
  int nextInt(int bound) {
    return (int) (((nextLong() >>> 33) * bound) >>> 31);
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /** Uniform in [-limit, limit). */
  double symmetric(double limit) {
    return (2 * nextDouble() - 1) * limit;
  }

  /** Uniform in [from, to). */
  double between(double from, double to) {
    return from + (to - from) * nextDouble();
  }

  /**
   * Close to normal with the given standard deviation: the centred sum of four uniform numbers,
   * which never strays beyond 3.5 deviations and needs no logarithm.
   */
  double bell(double deviation) {
    double sum = nextDouble() + nextDouble() + nextDouble() + nextDouble();
    return (sum - 2) * 1.7320508075688772 * deviation;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
