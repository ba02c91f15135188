package io.deepcompress.experiments.speed;

/** Who else computes the same, with all weights. */
enum Peer {
  ORT_INT8("ORT INT8"),
  ORT_FLOAT("ORT FP32"),
  TFLITE_INT8("TFLite INT8"),
  TFLITE_FLOAT("TFLite FP32"),
  DL4J("DL4J");

  private final String title;

  Peer(String title) {
    this.title = title;
  }

  /** Its name in tables. */
  String title() {
    return title;
  }

  /** Heading of its times. */
  String times() {
    return title + " ms";
  }

  /** Heading of its time divided by this runtime's. */
  String ratios() {
    return "against " + title;
  }
}
