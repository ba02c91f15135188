package io.deepcompress.pipeline.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Runs the same command in a second JVM that has what {@code java -jar} cannot ask for: the vector
 * module, native access without warnings, and OpenMP threads that do not spin.
 */
public final class ChildJvm {
  /** Set in the child, and by a user who wants no second JVM. */
  static final String GUARD = "DEEPCOMPRESS_NO_CHILD";

  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  /** What the JVM says of its own accord about that module, and nobody needs to read. */
  private static final String NOTICE = "WARNING: Using incubator modules: " + VECTOR_MODULE;

  /**
   * These answer sooner than a second JVM starts; one picture, sooner than the vector kernels are
   * compiled.
   */
  private static final Set<String> LIGHT = Set.of("inspect", "verify", "run");

  private static final Set<String> HELP = Set.of("--help", "-h", "--version", "-V");

  private ChildJvm() {}

  /**
   * Runs a program in a second JVM, which takes over the standard streams.
   *
   * @param main the class to run, on this JVM's class path
   * @return the child's exit code, or empty where this JVM should do the work itself
   */
  public static OptionalInt run(Class<?> main, String[] arguments) {
    if (!isWorthwhile(arguments)) {
      return OptionalInt.empty();
    }
    ProcessBuilder builder =
        new ProcessBuilder(command(main, arguments))
            .redirectInput(Redirect.INHERIT)
            .redirectOutput(Redirect.INHERIT);
    builder.environment().put(GUARD, "1");
    builder.environment().put(Terminal.OVERRIDE, Boolean.toString(Terminal.showsStandardError()));
    builder.environment().putIfAbsent("OMP_NUM_THREADS", "1");
    try {
      Process child = builder.start();
      // An interrupt from the keyboard reaches both; a signal to this process alone is passed on.
      Runtime.getRuntime().addShutdownHook(new Thread(child::destroy));
      relay(child.getErrorStream(), System.err);
      return OptionalInt.of(child.waitFor());
    } catch (IOException e) {
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.of(ExitCode.INTERRUPTED);
    }
  }

  private static boolean isWorthwhile(String[] arguments) {
    return System.getenv(GUARD) == null
        && !isLight(arguments)
        && ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()
        && ModuleFinder.ofSystem().find(VECTOR_MODULE).isPresent();
  }

  /** Whether the command, which options may stand before, is light, or only help is asked for. */
  static boolean isLight(String... arguments) {
    return Arrays.stream(arguments).anyMatch(HELP::contains)
        || Arrays.stream(arguments)
            .filter(argument -> !argument.startsWith("-"))
            .findFirst()
            .map(LIGHT::contains)
            .orElse(true);
  }

  private static List<String> command(Class<?> main, String[] arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("--add-modules=" + VECTOR_MODULE);
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /** Copies everything but the notice, which comes first if it comes. */
  private static void relay(InputStream from, OutputStream to) throws IOException {
    BufferedInputStream in = new BufferedInputStream(from);
    in.mark(2 * NOTICE.length());
    byte[] start = in.readNBytes(NOTICE.length());
    if (Arrays.equals(start, NOTICE.getBytes(StandardCharsets.US_ASCII))) {
      for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {}
    } else {
      in.reset();
    }
    byte[] buffer = new byte[8192];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      to.write(buffer, 0, count);
      to.flush();
    }
  }
}
