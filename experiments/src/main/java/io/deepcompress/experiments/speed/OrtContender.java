package io.deepcompress.experiments.speed;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** A model in ONNX Runtime, whose one input lies ready in native memory. */
final class OrtContender implements Contender {
  private final OrtSession session;
  private final OnnxTensor input;
  private final Map<String, OnnxTensor> inputs;

  private OrtContender(byte[] model, int threads, ByteBuffer data, OnnxJavaType type)
      throws OrtException {
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "experiments");
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = environment.createSession(model, options);
    }
    var entry = session.getInputInfo().entrySet().iterator().next();
    long[] shape = ((TensorInfo) entry.getValue().getInfo()).getShape();
    input =
        type == OnnxJavaType.FLOAT
            ? OnnxTensor.createTensor(environment, data.asFloatBuffer(), shape)
            : OnnxTensor.createTensor(environment, data, shape, type);
    inputs = Map.of(entry.getKey(), input);
  }

  /** A model of bytes. */
  static OrtContender of(byte[] model, int threads, byte[] data) throws OrtException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(data.length).put(data).flip();
    return new OrtContender(model, threads, buffer, OnnxJavaType.UINT8);
  }

  /** A model of floats. */
  static OrtContender of(byte[] model, int threads, float[] data) throws OrtException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(4 * data.length).order(ByteOrder.nativeOrder());
    buffer.asFloatBuffer().put(data);
    return new OrtContender(model, threads, buffer, OnnxJavaType.FLOAT);
  }

  /** What it computes, one value after the other; bytes are numbers from 0 to 255. */
  float[] output() throws OrtException {
    try (OrtSession.Result result = session.run(inputs)) {
      OnnxTensor output = (OnnxTensor) result.get(0);
      int count = (int) output.getInfo().getNumElements();
      if (output.getInfo().type == OnnxJavaType.FLOAT) {
        float[] values = new float[count];
        output.getFloatBuffer().get(values);
        return values;
      }
      byte[] bytes = new byte[count];
      output.getByteBuffer().get(bytes);
      return ByteNumbers.unsigned(bytes);
    }
  }

  @Override
  public void run() throws OrtException {
    session.run(inputs).close();
  }

  @Override
  public void finish() throws OrtException {
    input.close();
    session.close();
  }
}
