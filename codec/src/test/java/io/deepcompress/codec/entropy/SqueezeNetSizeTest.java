package io.deepcompress.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Han's SqueezeNet, 1,244,448 weights of 26 layers, against the bytes that other coders need. */
class SqueezeNetSizeTest {
  private static final Pattern LAYER =
      Pattern.compile("\"file\"\\s*:\\s*\"([^\"]+)\"\\s*,\\s*\"shape\"\\s*:\\s*\\[([^]]+)]");

  private static final List<Tensors.Tensor> TENSORS = new ArrayList<>();
  private static final List<RawTensor> BIASES = new ArrayList<>();

  @BeforeAll
  static void read() throws IOException {
    String data = System.getProperty("deepcompress.data", "");
    Path folder = Path.of(data, "squeezenet");
    assumeTrue(
        !data.isBlank() && Files.isDirectory(folder),
        "skipped: no folder squeezenet in -Ddeepcompress.data");
    Matcher layer = LAYER.matcher(Files.readString(folder.resolve("manifest.json")));
    while (layer.find()) {
      String[] sizes = layer.group(2).trim().split("\\s*,\\s*");
      int[] shape = new int[sizes.length];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = Integer.parseInt(sizes[i]);
      }
      TENSORS.add(shared(Shape.of(shape), floats(folder, layer.group(1) + ".weights.f32")));
      float[] biases = floats(folder, layer.group(1) + ".bias.f32");
      BIASES.add(new RawTensor(Shape.of(biases.length), ValueFormat.FLOAT32, biases));
    }
    assertThat(TENSORS).hasSize(26);
  }

  private static float[] floats(Path folder, String name) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    float[] values = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static Tensors.Tensor shared(Shape shape, float[] weights) {
    TreeSet<Float> distinct = new TreeSet<>();
    for (float weight : weights) {
      if (weight != 0) {
        distinct.add(weight);
      }
    }
    List<Float> sorted = new ArrayList<>(distinct);
    float[] values = new float[sorted.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = sorted.get(i);
    }
    byte[] codes = new byte[weights.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] =
          (byte) (weights[i] == 0 ? 0 : 1 + java.util.Arrays.binarySearch(values, weights[i]));
    }
    return new Tensors.Tensor(shape, new Codebook(values, ValueFormat.FLOAT32), codes);
  }

  @Test
  void huffman() throws IOException {
    assertThat(codes(Entropy.HUFFMAN, false)).isLessThanOrEqualTo(499_500);
  }

  @Test
  void range() throws IOException {
    assertThat(codes(Entropy.RANGE, false)).isLessThanOrEqualTo(491_000);
  }

  /** 31,577 bytes of a whole file are not codes, so it has at most 517,000. */
  @Test
  void smallest() throws IOException {
    assertThat(codes(Entropy.RANGE, true)).isLessThanOrEqualTo(485_423);
  }

  /** Float32 centroids and biases, every bit: 26,520 and 15,904 bytes as they are. */
  @Test
  void numbers() throws IOException {
    NumberEncoder encoder = new NumberEncoder();
    TENSORS.forEach(tensor -> encoder.codebook(tensor.codebook()));
    BIASES.forEach(encoder::tensor);
    byte[] bytes = encoder.finish();
    assertThat(bytes.length).isLessThanOrEqualTo(30_300);
    NumberDecoder decoder = new NumberDecoder(bytes, 0, bytes.length, "numbers");
    for (Tensors.Tensor tensor : TENSORS) {
      assertThat(decoder.codebook()).isEqualTo(tensor.codebook());
    }
    for (RawTensor biases : BIASES) {
      assertThat(decoder.tensor(biases.shape())).isEqualTo(biases);
    }
    decoder.finish();
  }

  private static long codes(Entropy mode, boolean smallest) throws IOException {
    long bytes = 0;
    for (Tensors.Tensor tensor : TENSORS) {
      byte[] payload =
          CodeEncoder.encode(tensor.codes(), tensor.shape(), tensor.codebook(), mode, smallest);
      byte[] decoded = new byte[tensor.codes().length];
      CodeDecoder.decode(
          payload, 0, payload.length, "codes", tensor.shape(), tensor.codebook(), mode, decoded);
      assertThat(decoded).as(tensor.toString()).isEqualTo(tensor.codes());
      bytes += payload.length;
    }
    return bytes;
  }
}
