package io.deepcompress.codec;

import io.deepcompress.codec.ModelReport.SectionSize;
import io.deepcompress.codec.ModelReport.TensorSize;
import io.deepcompress.codec.ParsedFile.CodeRange;
import io.deepcompress.codec.container.FileFormat;
import io.deepcompress.codec.container.NumbersWriter;
import io.deepcompress.codec.container.Section;
import io.deepcompress.codec.entropy.CodeDecoder;
import io.deepcompress.codec.entropy.CodeParts;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures where the bytes of a .dcz file are; it decodes all of the file. */
public final class ModelInspector {
  private ModelInspector() {}

  /**
   * Measures a file's bytes.
   *
   * @throws ModelFormatException if anything in them is invalid
   */
  public static ModelReport inspect(byte[] file, DecodeLimits limits) throws ModelFormatException {
    return report(file, ParsedFile.of(file, limits));
  }

  /**
   * Measures a file.
   *
   * @throws ModelFormatException if anything in it is invalid
   * @throws IOException if it cannot be read
   */
  public static ModelReport inspect(Path path, DecodeLimits limits) throws IOException {
    return inspect(ModelReader.bytes(path, limits), limits);
  }

  private static ModelReport report(byte[] file, ParsedFile parsed) throws ModelFormatException {
    List<SectionSize> sections = new ArrayList<>();
    sections.add(new SectionSize("header", 0, FileFormat.HEADER_LENGTH));
    for (Section section : parsed.sections()) {
      sections.add(new SectionSize(section.name(), section.start(), section.length()));
    }
    CompressedModel model = parsed.model();
    List<Entropy> entropy =
        parsed.codes().stream()
            .map(range -> range.map(CodeRange::entropy).orElse(Entropy.HUFFMAN))
            .toList();
    double[] numbers = NumbersWriter.write(model, entropy).tensorBytes();
    List<Tasks.Task<TensorSize>> tasks = new ArrayList<>();
    double exact = 0;
    long rounded = 0;
    for (int i = 0; i < numbers.length; i++) {
      Optional<CodeRange> range = parsed.codes().get(i);
      exact += numbers[i] + range.map(CodeRange::length).orElse(0);
      long bytes = Math.round(exact) - rounded;
      rounded += bytes;
      Parameter parameter = model.network().parameters().get(i);
      StoredTensor tensor = model.tensors().get(i);
      double share = numbers[i];
      tasks.add(
          tensor instanceof SharedTensor shared
              ? () -> shared(model.network(), parameter, shared, file, range.get(), share, bytes)
              : () -> raw(model.network(), parameter, (RawTensor) tensor, share, bytes));
    }
    List<TensorSize> tensors = Tasks.run(tasks, Runtime.getRuntime().availableProcessors());
    return new ModelReport(
        file.length,
        FileFormat.MAJOR,
        parsed.minorVersion(),
        model.network().parameterCount(),
        sections,
        tensors);
  }

  private static TensorSize raw(
      Network network, Parameter parameter, RawTensor tensor, double numbers, long bytes) {
    int kept = 0;
    for (float value : tensor.toFloats()) {
      kept += value == 0 ? 0 : 1;
    }
    return new TensorSize(
        network.name(parameter),
        parameter.node(),
        parameter.role(),
        tensor.shape(),
        kept,
        0,
        0,
        null,
        "values",
        0,
        0,
        0,
        0,
        numbers,
        bytes);
  }

  private static TensorSize shared(
      Network network,
      Parameter parameter,
      SharedTensor tensor,
      byte[] file,
      CodeRange range,
      double numbers,
      long bytes)
      throws ModelFormatException {
    byte[] codes = new byte[tensor.shape().size()];
    CodeParts parts =
        CodeDecoder.measure(
            file,
            range.from(),
            range.to(),
            range.section(),
            tensor.shape(),
            tensor.codebook(),
            range.entropy(),
            codes);
    int kept = 0;
    for (byte code : codes) {
      kept += code == 0 ? 0 : 1;
    }
    return new TensorSize(
        network.name(parameter),
        parameter.node(),
        parameter.role(),
        tensor.shape(),
        kept,
        tensor.codebook().size(),
        tensor.codebook().bits(),
        range.entropy(),
        parts.positionMode(),
        parts.codeBytes(),
        parts.positionBytes(),
        parts.tableBytes(),
        numbers,
        0,
        bytes);
  }
}
