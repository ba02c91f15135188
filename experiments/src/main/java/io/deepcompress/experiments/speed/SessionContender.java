package io.deepcompress.experiments.speed;

import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;

/** A network of this runtime, one sample after the other. */
final class SessionContender implements Contender {
  private final Session session;
  private final float[] input;
  private final float[] output;
  private final int batch;

  SessionContender(Model model, SessionOptions options, float[] input, int batch) {
    this.batch = batch;
    this.session = model.newSession(options);
    this.input = input;
    this.output = new float[model.outputShapes().get(0).size()];
  }

  @Override
  public void run() {
    for (int i = 0; i < batch; i++) {
      session.run(input, output);
    }
  }

  @Override
  public void finish() {
    session.close();
  }
}
