package io.deepcompress.experiments.speed;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.experiments.tflite.ChannelsLast;
import io.deepcompress.experiments.tflite.TfliteExporter;
import io.deepcompress.experiments.tflite.TfliteNumbers;
import io.deepcompress.experiments.tflite.TfliteProcess;
import java.io.IOException;
import java.util.List;

/** A model in TensorFlow Lite with XNNPACK, timed by the JVM that it runs in. */
final class TfliteContender implements Contender {
  private final TfliteProcess process;
  private final Shape shape;
  private final int batch;

  /**
   * A model with its weights made dense.
   *
   * @throws IOException if TensorFlow Lite does not run here
   */
  TfliteContender(CompressedModel model, TfliteNumbers numbers, int batch, int threads)
      throws IOException {
    this.process = new TfliteProcess(TfliteExporter.export(model, numbers, batch), threads);
    this.shape = model.network().inputs().get(0).shape();
    this.batch = batch;
  }

  /** TensorFlow Lite's version. */
  String version() {
    return process.version();
  }

  /** What it runs, as {@link TfliteProcess#operators} says it. */
  List<String> operators() {
    return process.operators();
  }

  /**
   * Runs on a batch of one and the same input, as later runs will.
   *
   * @return what it computed of the whole batch, images with their channels last
   */
  float[] output(float[] sample) throws IOException {
    return process.output(Repeated.times(batch, ChannelsLast.of(sample, shape)));
  }

  /** The same of a model of integers throughout; here they are uint8. */
  byte[] output(byte[] sample) throws IOException {
    byte[] inputs = Repeated.times(batch, ChannelsLast.of(sample, shape));
    return moved(process.output(moved(inputs)));
  }

  /** Uint8 integers as the int8 integers that are 128 less, and back. */
  private static byte[] moved(byte[] integers) {
    byte[] moved = new byte[integers.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (byte) (integers[i] - 128);
    }
    return moved;
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
