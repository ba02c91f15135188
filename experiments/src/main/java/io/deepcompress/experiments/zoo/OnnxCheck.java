package io.deepcompress.experiments.zoo;

import ai.onnxruntime.OrtException;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.experiments.onnx.OnnxExporter;
import io.deepcompress.experiments.onnx.OnnxPrecision;
import io.deepcompress.experiments.onnx.OrtModel;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What ONNX Runtime gives for a network, where it can be asked. */
final class OnnxCheck {
  /** Above, making the bytes of an ONNX file takes gigabytes of heap. */
  static final long MOST_PARAMETERS = 100_000_000;

  private final int threads;
  private final Consumer<String> progress;

  /**
   * A check.
   *
   * @param progress is told why there is no answer
   */
  OnnxCheck(int threads, Consumer<String> progress) {
    this.threads = threads;
    this.progress = progress;
  }

  /**
   * Exports a model and runs it.
   *
   * @return one array an output; empty if the model cannot be exported, has too many parameters, or
   *     is refused by ONNX Runtime
   * @throws ModelFormatException if a tensor's bytes turn out invalid
   */
  Optional<List<float[]>> outputs(CompressedModel model, OnnxPrecision precision, float[][] inputs)
      throws ModelFormatException {
    if (model.network().parameterCount() > MOST_PARAMETERS) {
      progress.accept("too large for ONNX Runtime to check");
      return Optional.empty();
    }
    try (OrtModel peer = new OrtModel(OnnxExporter.export(model, precision, 1), threads)) {
      return Optional.of(peer.run(inputs));
    } catch (IllegalArgumentException | OrtException e) {
      progress.accept("ONNX Runtime cannot check it: " + e.getMessage());
      return Optional.empty();
    }
  }
}
