package io.deepcompress.experiments.codec;

import com.sun.management.OperatingSystemMXBean;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.DecodeLimits;
import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelInspector;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.WriteOptions;
import io.deepcompress.experiments.ExperimentException;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.experiments.speed.AlexNet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes and reads a whole network as large as AlexNet on several threads, in the heap that this
 * JVM was given.
 */
final class WholeFiles {
  private static final int[] THREADS = {1, 2, 8};
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private WholeFiles() {}

  static void measure(Report report, long seed) throws IOException {
    Map<Entropy, byte[]> files = new EnumMap<>(Entropy.class);
    long[] sums = encode(report, AlexNet.model(seed), files);
    decode(report, files, sums);
    report.note(
        "The DL4J zoo's AlexNet with random weights at the paper's densities. The first row of each"
            + " mode is cold. Every file is the same for any number of threads, and the codes read"
            + " back are those written, by their checksums. While writing, the heap holds the model"
            + " itself, too, a byte a weight.");
  }

  /** Leaves a file of each mode; returns checksums of all codes. */
  private static long[] encode(Report report, CompressedModel model, Map<Entropy, byte[]> files)
      throws IOException {
    long codes = 0;
    for (StoredTensor tensor : model.tensors()) {
      codes += tensor instanceof SharedTensor ? tensor.shape().size() : 0;
    }
    long heap = Runtime.getRuntime().maxMemory();
    report.value("weights", codes);
    report.value("heap limit (-Xmx), bytes", heap);
    report.value("heap limit over the dense codes", heap / (double) codes);
    Table table =
        report.table(new Table("encode", "encode", "threads", "bytes", "s", "processor s"));
    for (Entropy entropy : Entropy.values()) {
      for (int threads : THREADS) {
        Stopwatch watch = new Stopwatch();
        byte[] file = ModelWriter.write(model, new WriteOptions(entropy, false, threads));
        watch.stop();
        byte[] first = files.putIfAbsent(entropy, file);
        if (first != null && !Arrays.equals(first, file)) {
          throw new ExperimentException(threads + " threads write another file than one");
        }
        table.row(name(entropy), threads, file.length, watch.seconds, watch.processor);
      }
    }
    return sums(model);
  }

  private static void decode(Report report, Map<Entropy, byte[]> files, long[] sums)
      throws IOException {
    Table table =
        report.table(new Table("decode", "decode", "threads", "s", "processor s", "inspect, s"));
    for (Map.Entry<Entropy, byte[]> entry : files.entrySet()) {
      for (int threads : THREADS) {
        Stopwatch decode = new Stopwatch();
        CompressedModel model = ModelReader.verify(entry.getValue(), DecodeLimits.DEFAULT, threads);
        decode.stop();
        if (!Arrays.equals(sums(model), sums)) {
          throw new ExperimentException("the codes read are not those written");
        }
        Stopwatch inspect = new Stopwatch();
        ModelInspector.inspect(entry.getValue(), DecodeLimits.DEFAULT);
        inspect.stop();
        table.row(name(entry.getKey()), threads, decode.seconds, decode.processor, inspect.seconds);
      }
    }
  }

  private static String name(Entropy entropy) {
    return entropy.name().toLowerCase(Locale.ROOT);
  }

  private static long[] sums(CompressedModel model) throws IOException {
    long[] sums = new long[model.tensors().size()];
    for (int i = 0; i < sums.length; i++) {
      if (model.tensors().get(i) instanceof SharedTensor shared) {
        CRC32C sum = new CRC32C();
        sum.update(shared.codes());
        sums[i] = sum.getValue();
      }
    }
    return sums;
  }

  /** Wall and processor time, of all threads, from its making on. */
  private static final class Stopwatch {
    private final long start = System.nanoTime();
    private final long processorStart = SYSTEM.getProcessCpuTime();
    private double seconds;
    private double processor;

    void stop() {
      seconds = (System.nanoTime() - start) * 1e-9;
      processor = (SYSTEM.getProcessCpuTime() - processorStart) * 1e-9;
    }
  }
}
