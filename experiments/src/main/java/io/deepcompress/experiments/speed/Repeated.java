package io.deepcompress.experiments.speed;

/** A batch of one and the same input. */
final class Repeated {
  private Repeated() {}

  static float[] times(int batch, float[] input) {
    float[] inputs = new float[batch * input.length];
    for (int i = 0; i < batch; i++) {
      System.arraycopy(input, 0, inputs, i * input.length, input.length);
    }
    return inputs;
  }

  static byte[] times(int batch, byte[] input) {
    byte[] inputs = new byte[batch * input.length];
    for (int i = 0; i < batch; i++) {
      System.arraycopy(input, 0, inputs, i * input.length, input.length);
    }
    return inputs;
  }
}
