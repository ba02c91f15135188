package io.deepcompress.pipeline.sparse;

/** The larger of zero and the value. */
record RectifierLayer(int units) implements SparseLayer {
  @Override
  public void forward(float[] input, float[] output, int batch) {
    for (int i = 0; i < units * batch; i++) {
      output[i] = Math.max(0f, input[i]);
    }
  }

  @Override
  public void backward(
      float[] input, float[] output, float[] gradient, float[] inputGradient, int batch) {
    for (int i = 0; i < units * batch; i++) {
      inputGradient[i] = output[i] > 0 ? gradient[i] : 0f;
    }
  }
}
