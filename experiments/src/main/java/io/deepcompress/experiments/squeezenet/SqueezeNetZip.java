package io.deepcompress.experiments.squeezenet;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.pipeline.CompressOptions;
import io.deepcompress.pipeline.Compressor;
import io.deepcompress.pipeline.exporter.Dl4jExporter;
import io.deepcompress.pipeline.recipe.Recipe;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Converts Han's SqueezeNet to a zip of Deeplearning4j and compresses that as a user would.
 *
 * <p>The zip's graph has a layer for every node of the Caffe graph but dropout, under the same
 * names; a zip has no place for means in blue, green, red order, so these are given when
 * compressing ({@code --channels bgr --mean 104,117,123}).
 */
final class SqueezeNetZip {
  private SqueezeNetZip() {}

  /** Writes the zip. */
  static void write(SqueezeNet source, Path zip) throws IOException {
    try (OutputStream out = Files.newOutputStream(zip)) {
      Dl4jExporter.export(source.network(), source.values())
          .write(out, List.of(Preprocessing.NONE));
    }
  }

  /**
   * Compresses a zip losslessly and reads the file again.
   *
   * @param file to write
   */
  static CompressedModel compress(Path zip, Path file) throws IOException {
    CompressOptions options = CompressOptions.to(file).withPreprocessing(SqueezeNet.PREPROCESSING);
    Compressor.compress(zip, Recipe.load("lossless"), Optional.empty(), options);
    return ModelReader.read(file);
  }

  /**
   * Checks that a model read from a file holds the source's values, bit for bit.
   *
   * @throws IllegalStateException naming the first parameter that differs
   */
  static void requireExact(SqueezeNet source, CompressedModel read) throws IOException {
    Map<String, float[]> expected = new HashMap<>();
    Network network = source.network();
    for (int i = 0; i < network.parameters().size(); i++) {
      expected.put(network.name(network.parameters().get(i)), source.values().get(i));
    }
    for (int i = 0; i < read.tensors().size(); i++) {
      Parameter parameter = read.network().parameters().get(i);
      String name = read.network().name(parameter);
      float[] values = expected.remove(name);
      if (values == null || !sameBits(values, read.tensors().get(i).toFloats())) {
        throw new IllegalStateException(name + " is not what was published");
      }
    }
    if (!expected.isEmpty()) {
      throw new IllegalStateException("lost: " + expected.keySet());
    }
  }

  private static boolean sameBits(float[] first, float[] second) {
    boolean same = first.length == second.length;
    for (int i = 0; same && i < first.length; i++) {
      same = Float.floatToRawIntBits(first[i]) == Float.floatToRawIntBits(second[i]);
    }
    return same;
  }
}
