package io.deepcompress.experiments.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A network in ONNX Runtime on the processor. Belongs to one thread. */
public final class OrtModel implements AutoCloseable {
  private static final OrtEnvironment ENVIRONMENT =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "experiments");

  private final OrtSession session;
  private final List<long[]> inputShapes = new ArrayList<>();

  /**
   * Loads a network with every optimization that ONNX Runtime has.
   *
   * @param file bytes of an .onnx file, its sizes fixed
   * @param threads of one operator
   */
  public OrtModel(byte[] file, int threads) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = ENVIRONMENT.createSession(file, options);
    }
    for (var input : session.getInputInfo().values()) {
      inputShapes.add(((ai.onnxruntime.TensorInfo) input.getInfo()).getShape());
    }
  }

  /**
   * Runs the network.
   *
   * @param inputs one array an input
   * @return one array an output
   */
  public List<float[]> run(float[]... inputs) throws OrtException {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (int i = 0; i < inputs.length; i++) {
        tensors.put(
            "input" + i,
            OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(inputs[i]), inputShapes.get(i)));
      }
      List<float[]> outputs = new ArrayList<>();
      try (OrtSession.Result result = session.run(tensors)) {
        for (int i = 0; i < result.size(); i++) {
          FloatBuffer buffer = ((OnnxTensor) result.get(i)).getFloatBuffer();
          float[] output = new float[buffer.remaining()];
          buffer.get(output);
          outputs.add(output);
        }
      }
      return outputs;
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
