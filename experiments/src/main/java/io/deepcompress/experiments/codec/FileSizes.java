package io.deepcompress.experiments.codec;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.DecodeLimits;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.experiments.ExperimentException;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.pipeline.Coding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whole stripped files in every coding beside the order-0 entropy of what they hold. */
final class FileSizes {
  private FileSizes() {}

  static void measure(Report report, List<Path> files) throws IOException {
    report.note(
        "Whole stripped files. The entropy is of order 0, layer by layer: of positions (a layer of n"
            + " weights and k kept takes n times the entropy of k/n), of the codes of kept weights,"
            + " and of biases; codebooks, topology and checksums count as nothing there.");
    Table table =
        report.table(
            new Table(
                "sizes",
                "file",
                "kept",
                "positions",
                "codes",
                "biases",
                "huffman",
                "of the entropy",
                "range",
                "of the entropy",
                "smallest",
                "of the entropy"));
    for (Path file : files) {
      CompressedModel model = read(file);
      long kept = 0;
      double positions = 0;
      double codes = 0;
      double biases = 0;
      for (StoredTensor tensor : model.tensors()) {
        if (tensor instanceof SharedTensor shared) {
          long[] counts = CodeSet.counts(shared.codes());
          long nonZero = shared.shape().size() - counts[0];
          kept += nonZero;
          positions += CodeSet.entropy(counts[0], nonZero);
          counts[0] = 0;
          codes += CodeSet.entropy(counts);
        } else if (tensor instanceof RawTensor raw) {
          Map<Float, Long> counts = new HashMap<>();
          for (float value : raw.toFloats()) {
            counts.merge(value, 1L, Long::sum);
          }
          biases += CodeSet.entropy(counts.values().stream().mapToLong(count -> count).toArray());
        }
      }
      double all = positions + codes + biases;
      int huffman = bytes(model, Coding.HUFFMAN);
      int range = bytes(model, Coding.RANGE);
      int smallest = bytes(model, Coding.SMALLEST);
      table.row(
          file.getFileName().toString(),
          kept,
          positions,
          codes,
          biases,
          huffman,
          huffman / all,
          range,
          range / all,
          smallest,
          smallest / all);
    }
  }

  /** Reads a file whose name the error begins with, should it be damaged. */
  static CompressedModel read(Path file) throws IOException {
    try {
      return ModelReader.read(file, DecodeLimits.DEFAULT);
    } catch (ModelFormatException e) {
      throw new ExperimentException(file + ": " + e.getMessage());
    }
  }

  private static int bytes(CompressedModel model, Coding coding) throws IOException {
    return ModelWriter.write(model, coding.options(true, 1)).length;
  }
}
