package io.deepcompress.experiments.zoo;

import io.deepcompress.codec.network.Network;
import io.deepcompress.experiments.measure.Heap;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Scanner;

/**
 * What a device sees that opens a file and runs it once in INT8, in a JVM that does nothing else.
 *
 * @param loadMillis from the path to a session
 * @param firstMillis of the first run
 * @param peakBytes most memory that the process held, all of the JVM included; 0 where the system
 *     does not tell
 * @param heapBytes of the heap that live with the model and its session after a collection, beyond
 *     those before: some are the JVM's own, for what it has loaded
 */
record FreshRun(double loadMillis, double firstMillis, long peakBytes, long heapBytes) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";

  /** Starts that JVM for a file of these bytes. */
  static FreshRun of(byte[] bytes, int threads) throws IOException {
    Path file = Files.createTempFile("zoo", ".dcz");
    try {
      Files.write(file, bytes);
      return of(file, threads);
    } finally {
      Files.delete(file);
    }
  }

  private static FreshRun of(Path file, int threads) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                // What a small device would set: few threads, and a heap that stays small.
                "-XX:+UseSerialGC",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=20",
                "-cp",
                System.getProperty("java.class.path"),
                FreshRun.class.getName(),
                file.toString(),
                Integer.toString(threads))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    try (Scanner scanner = new Scanner(line)) {
      if (process.waitFor() != 0) {
        throw new IOException(file + ": the JVM that was to run it ended with an error");
      }
      return new FreshRun(
          Double.parseDouble(scanner.next()),
          Double.parseDouble(scanner.next()),
          Long.parseLong(scanner.next()),
          Long.parseLong(scanner.next()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(file + ": interrupted", e);
    }
  }

  /** Loads a file, runs it once on zeros, and prints the four numbers. */
  public static void main(String[] arguments) throws IOException {
    int threads = Integer.parseInt(arguments[1]);
    long empty = Heap.liveBytes();
    long start = System.nanoTime();
    Model model =
        Model.load(
            Path.of(arguments[0]), LoadOptions.DEFAULT.withMode(Mode.INT8).withThreads(threads));
    Network network = model.network();
    try (Session session = model.newSession(new SessionOptions(Mode.INT8, threads))) {
      final long loaded = System.nanoTime();
      float[][] inputs =
          network.inputs().stream()
              .map(input -> new float[input.shape().size()])
              .toArray(float[][]::new);
      float[][] outputs = ZooTrial.outputs(network);
      long before = System.nanoTime();
      session.run(inputs, outputs);
      double firstMillis = (System.nanoTime() - before) * 1e-6;
      long peak = mostResidentBytes();
      Arrays.fill(inputs, null);
      Arrays.fill(outputs, null);
      long heap = Heap.liveBytes() - empty;
      Reference.reachabilityFence(model);
      System.out.println((loaded - start) * 1e-6 + " " + firstMillis + " " + peak + " " + heap);
    }
  }

  private static long mostResidentBytes() throws IOException {
    List<String> lines = Files.exists(STATUS) ? Files.readAllLines(STATUS) : List.of();
    return lines.stream()
        .filter(line -> line.startsWith(PEAK))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
