package io.deepcompress.experiments.result;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What a result was made with, and whether the machine had anything else to do. */
public final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path CPU_TIMES = Path.of("/proc/stat");
  private static final int SAMPLE_MILLIS = 500;

  /** A busier machine than this gives timings that cannot be trusted. */
  private static final double IDLE = 0.05;

  private static final int TICKS_PER_SECOND = 100;

  private Machine() {}

  /** Command, seed, version, time and machine. */
  public static Map<String, Object> now(String command, long seed) {
    Map<String, Object> madeBy = new LinkedHashMap<>();
    madeBy.put("command", command);
    madeBy.put("seed", seed);
    madeBy.put("version", version());
    madeBy.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    madeBy.put("machine", name());
    madeBy.put("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
    madeBy.put("vectorModule", ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    return madeBy;
  }

  private static String version() {
    String version = Machine.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Processor, cores and system, for instance {@code AMD EPYC, 2 cores, Linux amd64}. */
  public static String name() {
    String processor = "processor unknown";
    try {
      processor =
          Files.readAllLines(CPU_INFO).stream()
              .filter(line -> line.startsWith("model name"))
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .findFirst()
              .orElse(processor);
    } catch (IOException e) {
      // Not Linux: the rest still says something.
    }
    return processor
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores, "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.arch");
  }

  /**
   * Notes in a report how busy the machine was before anything was measured.
   *
   * @return whether it was idle, or cannot be asked
   */
  public static boolean noteLoad(Report report) {
    OptionalDouble busy = busy();
    if (busy.isEmpty()) {
      report.note("Whether the machine was idle is not known.");
      return true;
    }
    report.value("machine busy before the run, % of all cores", 100 * busy.getAsDouble());
    boolean idle = busy.getAsDouble() <= IDLE;
    if (!idle) {
      report.note(
          "**The machine was not idle: other work ran beside this one, and the timings are not to"
              + " be trusted.**");
    }
    return idle;
  }

  /** Share of processor time that others took during half a second, 0 to 1. */
  private static OptionalDouble busy() {
    try {
      long[] before = cpuTimes();
      Thread.sleep(SAMPLE_MILLIS);
      long[] after = cpuTimes();
      double all = after[0] - before[0];
      return all <= 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(Math.max(0, 1 - (after[1] - before[1]) / all));
    } catch (IOException e) {
      return OptionalDouble.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalDouble.empty();
    }
  }

  /** Seconds that processors have worked for other processes than this one, since any time. */
  public static OptionalDouble othersSeconds() {
    try {
      long[] ticks = cpuTimes();
      double all = (double) (ticks[0] - ticks[1]) / TICKS_PER_SECOND;
      return ManagementFactory.getOperatingSystemMXBean()
              instanceof com.sun.management.OperatingSystemMXBean own
          ? OptionalDouble.of(all - own.getProcessCpuTime() * 1e-9)
          : OptionalDouble.empty();
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  /** All ticks of all processors since the start, and the idle ones among them. */
  private static long[] cpuTimes() throws IOException {
    String line = Files.readAllLines(CPU_TIMES).get(0);
    long[] ticks =
        Arrays.stream(line.strip().split("\\s+")).skip(1).mapToLong(Long::parseLong).toArray();
    return new long[] {Arrays.stream(ticks).limit(8).sum(), ticks[3] + ticks[4]};
  }
}
