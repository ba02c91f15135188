package io.deepcompress.codec;

import io.deepcompress.codec.container.ByteWriter;
import io.deepcompress.codec.container.FileFormat;
import io.deepcompress.codec.container.FileWriter;
import io.deepcompress.codec.container.GeneratedNames;
import io.deepcompress.codec.container.ModelText;
import io.deepcompress.codec.container.NumbersWriter;
import io.deepcompress.codec.container.TopologyWriter;
import io.deepcompress.codec.entropy.CodeEncoder;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes a {@link CompressedModel} as the bytes of a .dcz file. The same model and options give the
 * same bytes on every machine, whatever the number of threads.
 *
 * <pre>{@code
 * byte[] file = ModelWriter.write(model, new WriteOptions(Entropy.RANGE, true, 2));
 * ModelFiles.save(Path.of("lenet-5.dcz"), file);
 * }</pre>
 */
public final class ModelWriter {
  private static final ModelText NO_TEXT = new ModelText(List.of(), List.of(), Map.of());

  private ModelWriter() {}

  /**
   * Writes a model.
   *
   * @throws IllegalArgumentException if a constant of the topology is not finite, preprocessing
   *     does not fit its input, a name is empty or a text is not Unicode
   * @throws ModelFormatException if a tensor was read from a file whose bytes turn out invalid
   */
  public static byte[] write(CompressedModel model, WriteOptions options)
      throws ModelFormatException {
    requirePreprocessing(model);
    Entropy entropy = options.smallest() ? Entropy.RANGE : options.entropy();
    List<byte[]> codes = encode(model.tensors(), entropy, options);
    List<Entropy> entropies = new ArrayList<>(Collections.nCopies(codes.size(), entropy));
    if (options.smallest()) {
      List<byte[]> others = encode(model.tensors(), Entropy.HUFFMAN, options);
      for (int i = 0; i < others.size(); i++) {
        if (others.get(i) != null && others.get(i).length <= codes.get(i).length) {
          codes.set(i, others.get(i));
          entropies.set(i, Entropy.HUFFMAN);
        }
      }
    }
    ByteWriter payload = new ByteWriter();
    TopologyWriter.write(model.network(), model.preprocessing(), payload);
    byte[] numbers = NumbersWriter.write(model, entropies).bytes();
    payload.varint(numbers.length);
    payload.bytes(numbers);

    ModelText text = options.strip() ? NO_TEXT : text(model);
    FileWriter file = new FileWriter();
    int type = FileFormat.NETWORK;
    codes.removeIf(Objects::isNull);
    for (int i = 0; i < codes.size(); i++) {
      if (payload.size() >= FileFormat.SECTION_TARGET) {
        file.section(type, false, payload.toByteArray());
        type = FileFormat.TENSORS;
        payload = new ByteWriter();
      }
      byte[] bytes = codes.set(i, null);
      // The last one takes what is left of its section.
      if (i + 1 < codes.size()) {
        payload.varint(bytes.length);
      }
      payload.bytes(bytes);
    }
    file.section(type, text.isEmpty(), payload.toByteArray());
    if (!text.isEmpty()) {
      ByteWriter section = new ByteWriter();
      text.write(generatedNames(model.network()), section);
      file.section(FileFormat.TEXT, true, section.toByteArray());
    }
    return file.toByteArray();
  }

  private static void requirePreprocessing(CompressedModel model) {
    for (int i = 0; i < model.preprocessing().size(); i++) {
      Shape shape = model.network().inputs().get(i).shape();
      Preprocessing preprocessing = model.preprocessing().get(i);
      for (float[] values : List.of(preprocessing.mean(), preprocessing.scale())) {
        if (values.length > 1
            && values.length != shape.channels()
            && values.length != shape.size()) {
          throw new IllegalArgumentException(
              "preprocessing by " + values.length + " values for an input of " + shape);
        }
      }
    }
  }

  private static ModelText text(CompressedModel model) {
    List<String> names = ModelText.namesOf(model.network());
    if (names.contains("")) {
      throw new IllegalArgumentException("a name is empty");
    }
    boolean own = !names.equals(generatedNames(model.network()));
    return new ModelText(own ? names : List.of(), model.labels(), model.provenance());
  }

  private static List<String> generatedNames(Network network) {
    return GeneratedNames.of(
        network.inputs().size(), network.nodes().stream().map(Node::operation).toList());
  }

  /** The coded tensors in order, null for those that are stored value by value. */
  private static List<byte[]> encode(
      List<StoredTensor> tensors, Entropy entropy, WriteOptions options)
      throws ModelFormatException {
    List<Tasks.Task<byte[]>> tasks = new ArrayList<>();
    for (StoredTensor tensor : tensors) {
      tasks.add(
          () ->
              tensor instanceof SharedTensor shared
                  ? CodeEncoder.encode(
                      shared.codes(),
                      shared.shape(),
                      shared.codebook(),
                      entropy,
                      options.smallest())
                  : null);
    }
    return Tasks.run(tasks, options.threads());
  }
}
