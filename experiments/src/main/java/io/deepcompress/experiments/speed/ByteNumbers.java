package io.deepcompress.experiments.speed;

/** Bytes as the numbers that they stand for. */
final class ByteNumbers {
  private ByteNumbers() {}

  /** From -128 to 127. */
  static float[] signed(byte[] bytes) {
    return numbers(bytes, -1);
  }

  /** From 0 to 255. */
  static float[] unsigned(byte[] bytes) {
    return numbers(bytes, 0xff);
  }

  private static float[] numbers(byte[] bytes, int mask) {
    float[] numbers = new float[bytes.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = bytes[i] & mask;
    }
    return numbers;
  }
}
