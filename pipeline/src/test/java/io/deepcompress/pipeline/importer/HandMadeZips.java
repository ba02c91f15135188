package io.deepcompress.pipeline.importer;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Model zips written by hand, byte by byte, without DL4J. */
final class HandMadeZips {
  /** Two inputs, three outputs. */
  static final String DENSE =
      """
      {"confs": [{"layer": {
        "@class": "org.deeplearning4j.nn.conf.layers.DenseLayer",
        "activationFn": {"@class": "org.nd4j.linalg.activations.impl.ActivationIdentity"},
        "hasBias": true, "layerName": "fc", "nin": 2, "nout": 3}}]}
      """;

  private HandMadeZips() {}

  /** Writes alternating names and contents; names may repeat. */
  static Path write(Path path, Object... namesAndContents) throws IOException {
    try (OutputStream out = Files.newOutputStream(path);
        ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        zip.putArchiveEntry(new ZipArchiveEntry((String) namesAndContents[i]));
        Object content = namesAndContents[i + 1];
        zip.write(
            content instanceof byte[] bytes
                ? bytes
                : ((String) content).getBytes(StandardCharsets.UTF_8));
        zip.closeArchiveEntry();
      }
    }
    return path;
  }

  /** How a writer of ND4J arrays writes one value. */
  interface ValueWriter {
    void write(DataOutputStream out, float value) throws IOException;
  }

  /** An array as ND4J writes it today. */
  static byte[] array(float... values) throws IOException {
    return array("MIXED_DATA_TYPES", "FLOAT", DataOutputStream::writeFloat, values);
  }

  /** An array in an older or another format. */
  static byte[] array(String mode, String type, ValueWriter writer, float... values)
      throws IOException {
    boolean wide = mode.equals("MIXED_DATA_TYPES") || mode.equals("LONG_SHAPE");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    long[] shape = {2, 1, values.length, 1, 1, 0, 1, 'c'};
    header(out, mode, wide, shape.length, wide ? "LONG" : "INT");
    for (long element : shape) {
      if (wide) {
        out.writeLong(element);
      } else {
        out.writeInt((int) element);
      }
    }
    header(out, mode, wide, values.length, type);
    for (float value : values) {
      writer.write(out, value);
    }
    return bytes.toByteArray();
  }

  private static void header(
      DataOutputStream out, String mode, boolean wide, int length, String type) throws IOException {
    out.writeUTF(mode);
    if (wide) {
      out.writeLong(length);
    } else {
      out.writeInt(length);
    }
    out.writeUTF(type);
  }
}
