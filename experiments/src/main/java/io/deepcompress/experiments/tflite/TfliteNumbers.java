package io.deepcompress.experiments.tflite;

/** What an exported network computes with. */
public enum TfliteNumbers {
  /** Float32 throughout, with the file's dequantised weights. */
  FLOAT,
  /** Int8 weights and activations, between a float32 input and a float32 output. */
  INT8,
  /** Int8 weights and activations, the input and the output included. */
  INT8_THROUGHOUT
}
