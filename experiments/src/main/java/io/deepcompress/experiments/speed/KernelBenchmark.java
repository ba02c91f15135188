package io.deepcompress.experiments.speed;

import java.util.Random;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Each kernel of the runtime on one layer at the paper's density, one thread. Two forks each: how
 * well the JIT compiles vector code may differ from one JVM to the next.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class KernelBenchmark {
  /** Name of a {@link PaperLayer}. */
  @Param("AlexNet fc7")
  public String layer;

  /** The family of kernels. */
  @Param({"vector", "scalar"})
  public String kernels;

  private KernelContender contender;

  /** Draws the weights and the input, and prepares the layer; each fork has one family. */
  @Setup
  public void setUp() {
    if (kernels.equals("scalar")) {
      System.setProperty("deepcompress.kernels", "scalar");
    }
    PaperLayer chosen = PaperLayer.named(layer);
    Random random = new Random(1);
    byte[] weights = chosen.weights(random);
    contender = new KernelContender(chosen, weights, chosen.activations(random), 1, 1);
  }

  /** One sample through the layer. */
  @Benchmark
  public void run() {
    contender.run();
  }

  /** Ends the layer's threads. */
  @TearDown
  public void tearDown() {
    contender.finish();
  }
}
