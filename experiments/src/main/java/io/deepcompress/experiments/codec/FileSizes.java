package io.deepcompress.experiments.codec;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.DecodeLimits;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.pipeline.Coding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
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
      CompressedModel model = ModelReader.read(file, DecodeLimits.DEFAULT);
      long kept = 0;
      double positions = 0;
      double codes = 0;
      double biases = 0;
      for (StoredTensor tensor : model.tensors()) {
        if (tensor instanceof SharedTensor shared) {
          Map<Integer, Long> counts = new HashMap<>();
          for (byte code : shared.codes()) {
            counts.merge(code & 0xff, 1L, Long::sum);
          }
          long pruned = counts.containsKey(0) ? counts.remove(0) : 0;
          long nonZero = shared.shape().size() - pruned;
          kept += nonZero;
          positions += entropy(List.of(pruned, nonZero));
          codes += entropy(counts.values());
        } else if (tensor instanceof RawTensor raw) {
          Map<Float, Long> counts = new HashMap<>();
          for (float value : raw.toFloats()) {
            counts.merge(value, 1L, Long::sum);
          }
          biases += entropy(counts.values());
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

  private static int bytes(CompressedModel model, Coding coding) throws IOException {
    return ModelWriter.write(model, coding.options(true, 1)).length;
  }

  /** Bytes that a message with these counts of its symbols takes. */
  static double entropy(Collection<Long> counts) {
    long all = counts.stream().mapToLong(Long::longValue).sum();
    double bits = 0;
    for (long count : counts) {
      bits -= count == 0 ? 0 : count * Math.log((double) count / all) / Math.log(2);
    }
    return bits / 8;
  }
}
