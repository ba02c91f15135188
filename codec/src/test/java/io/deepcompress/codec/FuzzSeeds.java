package io.deepcompress.codec;

import io.deepcompress.codec.container.ByteWriter;
import io.deepcompress.codec.container.NumbersWriter;
import io.deepcompress.codec.container.TopologyWriter;
import io.deepcompress.codec.entropy.CodeEncoder;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Writes valid inputs for every target of {@link ReaderFuzzTest}, from which a search starts:
 * {@code main} takes the folder that gets a folder for each target.
 */
final class FuzzSeeds {
  private static final int MOST_BYTES = 600;

  private FuzzSeeds() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    for (Golden golden : Golden.all()) {
      byte[] file = ModelWriter.write(golden.model(), golden.options());
      if (file.length > MOST_BYTES) {
        continue;
      }
      seed(folder, "rawBytes", golden.name(), file);
      seed(folder, "repairedChecksums", golden.name(), file);
      CompressedModel model = golden.model();
      ByteWriter topology = new ByteWriter();
      TopologyWriter.write(model.network(), model.preprocessing(), topology);
      seed(folder, "topology", golden.name(), topology.toByteArray());
      List<byte[]> parts = Sections.split(file);
      byte[] last = parts.get(parts.size() - 1);
      if (parts.size() > 2) {
        seed(folder, "header", golden.name(), Arrays.copyOfRange(file, 5, file.length));
        seed(folder, "text", golden.name(), Arrays.copyOfRange(last, 2, last.length - 4));
      }
    }
    for (int seed = 0; seed < 30; seed++) {
      seed(folder, "numbers", "seed-" + seed, numbers(seed));
      seed(folder, "huffmanTable", "seed-" + seed, codes(seed, Entropy.HUFFMAN));
      seed(folder, "manySymbols", "seed-" + seed, many(seed));
      seed(folder, "rangeStream", "seed-" + seed, codes(seed, Entropy.RANGE));
    }
  }

  private static void seed(Path folder, String target, String name, byte[] bytes)
      throws IOException {
    Path file = folder.resolve(target).resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  /** Numbers for the topology of the target, whose tensors are of random kinds. */
  private static byte[] numbers(long seed) throws ModelFormatException {
    Random random = new Random(seed);
    byte[] empty =
        DczBytes.network(
            ReaderFuzzTest.numbersTopology(),
            DczBytes.numbers(
                n -> {
                  n.integer(1);
                  n.floats(new float[1]);
                  n.integer(1);
                  n.floats(new float[1]);
                  n.integer(0);
                  for (Shape shape : ReaderFuzzTest.numbersShapes()) {
                    n.integer(0);
                    n.tensor(new RawTensor(shape, ValueFormat.FLOAT32, new float[shape.size()]));
                  }
                }));
    Network network =
        ModelReader.read(DczBytes.version(1, 0).section(0x81, empty).bytes()).network();
    List<StoredTensor> tensors =
        network.parameters().stream()
            .map(parameter -> RandomModels.tensor(random, parameter.shape()))
            .toList();
    float scale = random.nextFloat() + 0.1f;
    List<Optional<ActivationQuantization>> activations =
        seed % 2 == 0
            ? List.of()
            : Collections.nCopies(
                network.valueCount(),
                Optional.of(new ActivationQuantization(scale, random.nextInt(3), false)));
    CompressedModel model =
        new CompressedModel(
            network,
            tensors,
            activations,
            List.of(
                new Preprocessing(
                    Preprocessing.ChannelOrder.ANY,
                    new float[] {random.nextFloat()},
                    new float[] {0.5f, random.nextFloat()})),
            List.of(),
            Map.of());
    Entropy entropy = seed % 3 == 0 ? Entropy.HUFFMAN : Entropy.RANGE;
    return NumbersWriter.write(model, Collections.nCopies(tensors.size(), entropy)).bytes();
  }

  /** Head and payload as the targets take them. */
  private static byte[] codes(long seed, Entropy entropy) {
    Random random = new Random(seed);
    byte[] head = {
      (byte) random.nextInt(32),
      (byte) random.nextInt(64),
      (byte) random.nextInt(64),
      (byte) (random.nextBoolean() ? random.nextInt(8) : random.nextInt(256))
    };
    double density = random.nextDouble() * random.nextDouble();
    return codes(random, head, ReaderFuzzTest.shape(head, entropy), density, entropy);
  }

  /** Many weights in few bytes: few of them kept, or all codes of a bit or two. */
  private static byte[] many(long seed) {
    Random random = new Random(seed);
    byte[] head = {0, 0, 0, (byte) (1 + seed % 3)};
    double density = seed % 2 == 0 ? random.nextDouble() : random.nextDouble() * 0.03;
    return codes(random, head, ReaderFuzzTest.MANY, density, Entropy.HUFFMAN);
  }

  private static byte[] codes(
      Random random, byte[] head, Shape shape, double density, Entropy entropy) {
    Codebook codebook = ReaderFuzzTest.codebook(head);
    byte[] codes = new byte[shape.size()];
    for (int i = 0; i < codes.length && codebook.size() > 0; i++) {
      codes[i] = (byte) (random.nextDouble() < density ? 1 + random.nextInt(codebook.size()) : 0);
    }
    return DczBytes.join(head, CodeEncoder.encode(codes, shape, codebook, entropy));
  }
}
