package io.deepcompress.codec;

import io.deepcompress.codec.ModelFormatException.Code;
import io.deepcompress.codec.container.ByteReader;
import io.deepcompress.codec.container.FileFormat;
import io.deepcompress.codec.container.FileReader;
import io.deepcompress.codec.container.ModelText;
import io.deepcompress.codec.container.NumbersReader;
import io.deepcompress.codec.container.NumbersReader.TensorHead;
import io.deepcompress.codec.container.Section;
import io.deepcompress.codec.container.TopologyReader;
import io.deepcompress.codec.container.TopologyReader.Topology;
import io.deepcompress.codec.entropy.CodeDecoder;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.codec.network.Shape;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file taken apart: everything in it was checked but the codes, which are decoded on demand.
 * There are loops instead of streams, whose first use takes a fresh JVM milliseconds each.
 *
 * @param minorVersion of the file
 * @param sections in order
 * @param codes where each parameter's codes lie; empty for one stored value by value
 */
record ParsedFile(
    int minorVersion,
    List<Section> sections,
    List<Optional<CodeRange>> codes,
    CompressedModel model) {

  /** Where the codes of a tensor lie. */
  record CodeRange(int from, int to, String section, Entropy entropy) {
    public int length() {
      return to - from;
    }
  }

  /**
   * Takes a file apart. The array belongs to the result and must not change.
   *
   * @throws ModelFormatException if the bytes break a rule or a limit
   */
  static ParsedFile of(byte[] file, DecodeLimits limits) throws ModelFormatException {
    if (file.length > limits.fileBytes()) {
      throw tooLong(file.length, limits);
    }
    FileReader.Frame frame = FileReader.read(file);
    Section first = frame.sections().get(0);
    ByteReader in = reader(file, first, frame);
    Topology topology = TopologyReader.read(in, limits);
    Network network = topology.network();
    int length = in.count("bytes of numbers");
    NumbersReader.Numbers numbers = NumbersReader.read(in, length, topology, limits);
    List<Optional<CodeRange>> codes = codes(file, frame, in, network, numbers.tensors());

    ModelText text = text(file, frame, network, limits);
    List<StoredTensor> tensors = new ArrayList<>();
    for (int i = 0; i < codes.size(); i++) {
      Shape shape = network.parameters().get(i).shape();
      TensorHead head = numbers.tensors().get(i);
      tensors.add(
          codes.get(i).isEmpty() ? head.raw() : lazy(file, shape, head, codes.get(i).get()));
    }
    return new ParsedFile(
        frame.minorVersion(),
        frame.sections(),
        codes,
        new CompressedModel(
            text.names().isEmpty() ? network : named(network, text.names(), frame),
            tensors,
            numbers.activations(),
            numbers.preprocessing(),
            text.labels(),
            text.provenance()));
  }

  static ModelFormatException tooLong(long length, DecodeLimits limits) {
    return new ModelFormatException(
        Code.LIMIT,
        0,
        "header",
        "a file of " + length + " bytes; the limit is " + limits.fileBytes());
  }

  private static ByteReader reader(byte[] file, Section section, FileReader.Frame frame) {
    return new ByteReader(
        file, section.payload(), section.payloadEnd(), section.name(), frame.minorVersion());
  }

  /** Finds the codes in the rest of the network's section and in those of tensors. */
  private static List<Optional<CodeRange>> codes(
      byte[] file, FileReader.Frame frame, ByteReader rest, Network network, List<TensorHead> heads)
      throws ModelFormatException {
    List<Section> holders = new ArrayList<>();
    for (Section section : frame.sections()) {
      if (section.type() == FileFormat.TENSORS) {
        holders.add(section);
      }
    }
    Iterator<Section> sections = holders.iterator();
    int start = frame.sections().get(0).payload();
    ByteReader in = rest;
    int left = 0;
    for (TensorHead head : heads) {
      left += head.raw() == null ? 1 : 0;
    }
    List<Optional<CodeRange>> codes = new ArrayList<>();
    for (TensorHead head : heads) {
      if (head.raw() != null) {
        codes.add(Optional.empty());
        continue;
      }
      if (in.position() - start >= FileFormat.SECTION_TARGET) {
        in.requireEnd();
        if (!sections.hasNext()) {
          Parameter parameter = network.parameters().get(codes.size());
          throw in.error(
              Code.TRUNCATED, "no section holds the codes of " + network.name(parameter));
        }
        Section section = sections.next();
        in = reader(file, section, frame);
        start = section.payload();
      }
      left--;
      int length = left == 0 ? in.remaining() : in.count("bytes of codes");
      int from = in.skip(length);
      codes.add(Optional.of(new CodeRange(from, from + length, in.section(), head.entropy())));
    }
    in.requireEnd();
    if (sections.hasNext()) {
      Section section = sections.next();
      throw new ModelFormatException(
          Code.TRAILING_BYTES, section.start(), section.name(), "holds codes of no tensor");
    }
    return codes;
  }

  private static SharedTensor lazy(byte[] file, Shape shape, TensorHead head, CodeRange range) {
    Codebook codebook = head.codebook();
    return SharedTensor.lazy(
        shape,
        codebook,
        head.scales(),
        target ->
            CodeDecoder.decode(
                file,
                range.from(),
                range.to(),
                range.section(),
                shape,
                codebook,
                range.entropy(),
                target));
  }

  private static ModelText text(
      byte[] file, FileReader.Frame frame, Network network, DecodeLimits limits)
      throws ModelFormatException {
    for (Section section : frame.sections()) {
      if (section.type() == FileFormat.TEXT) {
        List<String> generated = ModelText.namesOf(network);
        return ModelText.read(reader(file, section, frame), generated, limits.textBytes());
      }
    }
    return new ModelText(List.of(), List.of(), Map.of());
  }

  private static Network named(Network network, List<String> names, FileReader.Frame frame)
      throws ModelFormatException {
    List<Input> inputs = new ArrayList<>();
    List<Node> nodes = new ArrayList<>();
    for (Input input : network.inputs()) {
      inputs.add(new Input(names.get(inputs.size()), input.shape()));
    }
    for (Node node : network.nodes()) {
      nodes.add(new Node(names.get(inputs.size() + nodes.size()), node.operation(), node.inputs()));
    }
    try {
      return new Network(inputs, nodes, network.outputs());
    } catch (IllegalArgumentException e) {
      Section text =
          frame.sections().stream()
              .filter(section -> section.type() == FileFormat.TEXT)
              .findFirst()
              .orElseThrow();
      throw new ModelFormatException(Code.INVALID, text.payload(), text.name(), e.getMessage());
    }
  }
}
