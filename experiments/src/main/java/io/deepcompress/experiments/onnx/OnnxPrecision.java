package io.deepcompress.experiments.onnx;

/** How an exported network computes. */
public enum OnnxPrecision {
  /** Float32 throughout, with the file's dequantised weights. */
  FLOAT,
  /**
   * Int8 weights and, where the model has ranges, 8-bit activations, written with QuantizeLinear
   * and DequantizeLinear ("QDQ"), which ONNX Runtime turns into integer kernels.
   */
  INT8
}
