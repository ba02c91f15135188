package io.deepcompress.pipeline.train;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataBuffer.AllocationMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;

/** Writes networks as DL4J's own zip files. */
public final class ModelFiles {
  /** All entries bear this time, so that the same network gives the same bytes. */
  private static final LocalDateTime TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

  private ModelFiles() {}

  /** The normalizer of networks whose input is pixels scaled to 0 to 1. */
  public static DataNormalization unitPixels() {
    return new ImagePreProcessingScaler(0, 1);
  }

  /**
   * Writes what {@link ModelSerializer} reads: configuration, parameters and normalizer, without
   * updater state.
   *
   * @param model a float32 network
   * @param normalizer what the network's input must go through, or null
   * @param out is not closed
   */
  public static void write(Model model, DataNormalization normalizer, OutputStream out)
      throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    // Float weights hardly shrink, whatever the effort.
    zip.setLevel(Deflater.BEST_SPEED);
    begin(zip, ModelSerializer.CONFIGURATION_JSON);
    zip.write(json(model).getBytes(StandardCharsets.UTF_8));
    begin(zip, ModelSerializer.COEFFICIENTS_BIN);
    writeParameters(model.params(), zip);
    if (normalizer != null) {
      begin(zip, ModelSerializer.NORMALIZER_BIN);
      try {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        NormalizerSerializer.getDefault().write(normalizer, bytes); // closes the stream
        bytes.writeTo(zip);
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException("Cannot write the normalizer: " + e.getMessage(), e);
      }
    }
    zip.finish();
  }

  /** As {@code Nd4j.write} does, but in blocks; it writes value by value. */
  private static void writeParameters(INDArray parameters, OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    parameters.shapeInfoDataBuffer().write(data);
    data.writeUTF(AllocationMode.MIXED_DATA_TYPES.name());
    data.writeLong(parameters.length());
    data.writeUTF(DataType.FLOAT.name());
    FloatBuffer values = NativeArrays.buffer(parameters);
    float[] block = new float[1 << 14];
    ByteBuffer bytes = ByteBuffer.allocate(block.length * Float.BYTES);
    while (values.hasRemaining()) {
      int count = Math.min(block.length, values.remaining());
      values.get(block, 0, count);
      bytes.asFloatBuffer().put(block, 0, count);
      data.write(bytes.array(), 0, count * Float.BYTES);
    }
    data.flush();
  }

  private static void begin(ZipOutputStream zip, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
  }

  private static String json(Model model) {
    if (model instanceof MultiLayerNetwork network) {
      return network.getLayerWiseConfigurations().toJson();
    }
    if (model instanceof ComputationGraph graph) {
      return graph.getConfiguration().toJson();
    }
    throw new IllegalArgumentException("Not a DL4J network: " + model.getClass().getName());
  }
}
