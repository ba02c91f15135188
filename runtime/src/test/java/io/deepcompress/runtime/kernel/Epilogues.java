package io.deepcompress.runtime.kernel;

import java.util.Random;

/** Random epilogues. */
final class Epilogues {
  private static final float[] SLOPES = {0f, 1f, 0.1f};
  private static final float[] UPPERS = {Float.POSITIVE_INFINITY, 6f, 100.5f};

  private Epilogues() {}

  /** With ranges that let some outputs saturate. */
  static Epilogue random(int channels, Random random) {
    float[] multiplier = new float[channels];
    float[] offset = new float[channels];
    for (int i = 0; i < channels; i++) {
      multiplier[i] = (float) Math.exp(random.nextGaussian() * 3 - 8);
      offset[i] = (float) random.nextGaussian() * 50;
    }
    float slope = SLOPES[random.nextInt(3)];
    float upper = UPPERS[random.nextInt(3)];
    int zeroPoint = random.nextInt(256);
    return random.nextBoolean()
        ? new Epilogue(multiplier, offset, slope, upper, -zeroPoint, 255 - zeroPoint, zeroPoint)
        : new Epilogue(multiplier, offset, slope, upper, -128, 127, 0);
  }
}
