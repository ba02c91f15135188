package io.deepcompress.experiments.speed;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.experiments.tflite.TfliteExporter;
import io.deepcompress.experiments.tflite.TfliteProcess;
import java.io.IOException;

/** A model in TensorFlow Lite with XNNPACK, in float32, timed by the JVM that it runs in. */
final class TfliteContender implements Contender {
  private final TfliteProcess process;
  private final float[] output;

  private TfliteContender(TfliteProcess process, float[] output) {
    this.process = process;
    this.output = output;
  }

  /**
   * A model with its weights made dense.
   *
   * @param sample one input, of which a batch is made
   * @throws IOException if TensorFlow Lite does not run here
   */
  static TfliteContender of(CompressedModel model, int batch, int threads, float[] sample)
      throws IOException {
    Shape shape = model.network().inputs().get(0).shape();
    float[] moved = TfliteExporter.channelsLast(sample, shape);
    float[] inputs = new float[batch * moved.length];
    for (int i = 0; i < batch; i++) {
      System.arraycopy(moved, 0, inputs, i * moved.length, moved.length);
    }
    TfliteProcess process = new TfliteProcess(TfliteExporter.export(model, batch), threads);
    return new TfliteContender(process, process.output(inputs));
  }

  /** TensorFlow Lite's version. */
  String version() {
    return process.version();
  }

  /** What it computed of the whole batch, images with their channels last. */
  float[] output() {
    return output;
  }

  @Override
  public void run() throws IOException {
    process.nanos(0, 0);
  }

  @Override
  public long nanos(int untimed, int millis) throws IOException {
    return process.nanos(untimed, millis);
  }

  @Override
  public void finish() throws IOException {
    process.close();
  }
}
