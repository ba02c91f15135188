package io.deepcompress.experiments.speed;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.experiments.measure.Agreement;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.io.IOException;

/** Says in a report how far the outputs of peers are from this runtime's. */
final class PeerAgreement {
  private final Report report;
  private final String network;
  private final float[] floats;
  private final float[] integers;

  /**
   * Runs the network in float and in INT8.
   *
   * @param network its name
   */
  PeerAgreement(Report report, String network, CompressedModel model, float[] input)
      throws IOException {
    this.report = report;
    this.network = network;
    this.floats = output(model, Mode.FLOAT, input);
    this.integers = output(model, Mode.INT8, input);
  }

  private static float[] output(CompressedModel model, Mode mode, float[] input)
      throws IOException {
    Model loaded = Model.of(model, LoadOptions.DEFAULT.withMode(mode));
    try (Session session = loaded.newSession(SessionOptions.of(mode))) {
      return session.run(input).clone();
    }
  }

  /** Of a peer that computes in float32, on a batch of the same input. */
  void ofFloats(Peer peer, float[] outputs) {
    report.value(
        network + ": difference of " + peer.title() + " from float mode, of the range",
        Agreement.relativeToRange(floats, outputs));
  }

  /** Of a peer that computes in INT8, on a batch of the same input. */
  void ofIntegers(Peer peer, float[] outputs) {
    report.value(
        network + ": cosine of " + peer.title() + " and float mode",
        Agreement.cosine(floats, outputs));
    report.value(
        network + ": cosine of " + peer.title() + " and this runtime's INT8",
        Agreement.cosine(integers, outputs));
  }
}
