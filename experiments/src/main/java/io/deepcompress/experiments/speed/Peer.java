package io.deepcompress.experiments.speed;

/** Who else computes the same, with all weights. */
enum Peer {
  ORT_INT8("ORT INT8", "INT8"),
  ORT_FLOAT("ORT FP32", "FP32"),
  TFLITE("TFLite FP32", "TFLite"),
  DL4J("DL4J", "DL4J");

  private final String column;
  private final String shortName;

  Peer(String column, String shortName) {
    this.column = column;
    this.shortName = shortName;
  }

  /** Heading of its times. */
  String times() {
    return column + " ms";
  }

  /** Heading of its time divided by this runtime's. */
  String ratios() {
    return "against " + shortName;
  }
}
