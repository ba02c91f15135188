package io.deepcompress.experiments.codec;

import io.deepcompress.experiments.squeezenet.SqueezeNet;
import io.deepcompress.experiments.squeezenet.SqueezeNetCommand;
import io.deepcompress.pipeline.Coding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Encoding and decoding of codes, beside zstd at level 19 on the same dense codes. SqueezeNet's
 * weights are read from the folder that the property {@code deepcompress.data} names.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class CodecBenchmark {
  /** What is coded: 1.2 million weights of 26 layers, or 37.7 million of one. */
  @Param({"SqueezeNet", "fc6"})
  public String codes;

  /** The coder: a {@link Coding} or zstd. */
  @Param({"HUFFMAN", "RANGE", "ZSTD"})
  public String coder;

  private CodeSet set;
  private Coder chosen;

  /** Makes the codes, and encodes them once for {@link #decode}. */
  @Setup
  public void setUp() throws IOException {
    set =
        codes.equals("fc6")
            ? CodeSet.fc6(1)
            : CodeSet.of(
                codes,
                SqueezeNetCommand.lossless(
                    SqueezeNet.read(
                        Path.of(System.getProperty("deepcompress.data")).resolve("squeezenet"))));
    chosen = coder.equals("ZSTD") ? ByteCoder.all().get(0) : new OwnCoder(Coding.valueOf(coder));
    chosen.encode(set);
  }

  /** Encodes all codes. */
  @Benchmark
  public long encode() throws IOException {
    chosen.encode(set);
    return chosen.bytes();
  }

  /** Decodes all codes into arrays that are used again. */
  @Benchmark
  public Coder decode() throws IOException {
    chosen.decode();
    return chosen;
  }
}
