package io.deepcompress.experiments.codec;

import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.ExperimentException;
import io.deepcompress.experiments.result.Machine;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.experiments.squeezenet.SqueezeNet;
import io.deepcompress.experiments.squeezenet.SqueezeNetCommand;
import io.deepcompress.pipeline.Coding;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The coder of codes beside coders of bytes, in one run. */
@Command(
    name = "codec",
    description =
        "Size, encode and decode speed of the codes of SqueezeNet, of a layer like fc6, and of any"
            + " .dcz, beside zstd, xz, bzip2 and gzip on the same dense codes.",
    mixinStandardHelpOptions = true)
public final class CodecCommand implements Callable<Integer> {
  private static final String SQUEEZENET = "SqueezeNet";
  private static final String FC6 = "fc6";
  private static final int MOST_SECONDS = 3600;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Mixin private CommonOptions options;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Turns in which every coder decodes (default: ${DEFAULT-VALUE}).",
      defaultValue = "15")
  private int rounds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description =
          "Processor time that every coder decodes unmeasured, so that the JVM has compiled it"
              + " (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private double warmUp;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description = "Only sets with this in their name: SqueezeNet, fc6.",
      defaultValue = "")
  private String only;

  @Option(
      names = "--whole",
      description =
          "Instead, write and read all of AlexNet on 1, 2 and 8 threads; give the JVM as little heap"
              + " as it shall do with.")
  private boolean whole;

  @Option(
      names = "--sizes",
      description =
          "Instead, the sizes of the given files, stripped, in every coding beside the entropy of"
              + " their positions, codes and biases.")
  private boolean sizes;

  @Parameters(paramLabel = "FILE.dcz", description = "More networks, instead of the built-in sets.")
  private List<Path> files = List.of();

  @Override
  public Integer call() throws IOException {
    checkOptions();
    if (whole) {
      Report report = options.newReport("codec-whole", "Writing and reading whole files");
      Machine.noteLoad(report);
      WholeFiles.measure(report, options.seed());
      options.finish(report);
      return 0;
    }
    if (sizes) {
      Report report = options.newReport("codec-sizes", "Whole files beside their entropy");
      FileSizes.measure(report, files);
      options.finish(report);
      return 0;
    }
    Report report =
        options.newReportOfParts("codec", "Coding of codes beside coders of bytes", "--only");
    Machine.noteLoad(report);
    for (CodeSet set : sets()) {
      measure(report, set);
    }
    report.note(
        "One thread; best of "
            + rounds
            + " turns by the processor's time, after each coder decoded for "
            + warmUp
            + " s unmeasured, in MB (10^6 bytes) of dense codes a second. All decode from memory"
            + " into arrays that are there before and used again, one for each tensor here, one in"
            + " all for coders of bytes; ours clears its array and reads its tables within the"
            + " time; xz, bzip2 and gzip check their checksums, ours and zstd's have none here."
            + " Encoding is measured once, cold. Sizes are"
            + " of codes and positions alone: a file adds codebooks, biases and topology.");
    options.finish(report);
    return 0;
  }

  private void checkOptions() {
    options.requirePositive("--rounds", rounds);
    if (!(warmUp >= 0 && warmUp <= MOST_SECONDS)) {
      throw options.mistake("--warm-up must be in 0.." + MOST_SECONDS + ", not " + warmUp);
    }
    options.requirePart("--only", only, List.of(SQUEEZENET, FC6));
    if (!only.isEmpty() && !files.isEmpty()) {
      throw options.mistake("--only chooses among the built-in sets; leave it out with files");
    }
    if (sizes && files.isEmpty()) {
      throw options.mistake("--sizes needs the files to measure: codec --sizes FILE.dcz...");
    }
    if (whole && (sizes || !files.isEmpty())) {
      throw options.mistake("--whole measures AlexNet alone; leave out --sizes and files");
    }
  }

  private List<CodeSet> sets() throws IOException {
    List<CodeSet> sets = new ArrayList<>();
    for (Path file : files) {
      sets.add(CodeSet.of(file.getFileName().toString(), FileSizes.read(file)));
    }
    if (files.isEmpty() && SQUEEZENET.contains(only)) {
      SqueezeNet source = SqueezeNet.read(options.data("squeezenet"));
      sets.add(CodeSet.of(SQUEEZENET, SqueezeNetCommand.lossless(source)));
    }
    if (files.isEmpty() && FC6.contains(only)) {
      sets.add(CodeSet.fc6(options.seed()));
    }
    return sets;
  }

  private void measure(Report report, CodeSet set) throws IOException {
    Table table =
        report.table(
            new Table(
                set.name().replaceAll("[^A-Za-z0-9]+", "-"),
                set.name(),
                "bytes",
                "of the entropy",
                "encode MB/s",
                "decode MB/s",
                "of zstd",
                "of xz"));
    List<Coder> coders = new ArrayList<>();
    for (Coding coding : Coding.values()) {
      coders.add(new OwnCoder(coding));
    }
    coders.addAll(ByteCoder.all());
    double[] encode = new double[coders.size()];
    double[] decode = new double[coders.size()];
    java.util.Arrays.fill(decode, Double.POSITIVE_INFINITY);
    for (int i = 0; i < coders.size(); i++) {
      Coder coder = coders.get(i);
      encode[i] = seconds(() -> coder.encode(set));
      coder.decode();
      if (!coder.isExact(set)) {
        throw new ExperimentException(coder.name() + " does not give back " + set.name());
      }
      for (double spent = 0; spent < warmUp; ) {
        spent += seconds(coder::decode);
      }
      options.progress("%s: %s, %d bytes", set.name(), coder.name(), coder.bytes());
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < decode.length; i++) {
        Coder coder = coders.get(i);
        decode[i] = Math.min(decode[i], seconds(coder::decode));
      }
    }
    double entropy = set.entropy();
    report.value("order-0 entropy of " + set.name() + ", bytes", entropy);
    double megabytes = set.size() * 1e-6;
    int zstd = Coding.values().length;
    for (int i = 0; i < decode.length; i++) {
      table.row(
          coders.get(i).name(),
          coders.get(i).bytes(),
          coders.get(i).bytes() / entropy,
          megabytes / encode[i],
          megabytes / decode[i],
          decode[zstd] / decode[i],
          decode[zstd + 1] / decode[i]);
    }
  }

  /** Something that is measured. */
  private interface Work {
    void run() throws IOException;
  }

  private static double seconds(Work work) throws IOException {
    long before = THREADS.getCurrentThreadCpuTime();
    work.run();
    return (THREADS.getCurrentThreadCpuTime() - before) * 1e-9;
  }
}
