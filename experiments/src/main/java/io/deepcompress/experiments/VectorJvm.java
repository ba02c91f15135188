package io.deepcompress.experiments;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the same command in a JVM with the vector module, which {@code java -jar} cannot ask for.
 */
final class VectorJvm {
  private static final String MODULE = "jdk.incubator.vector";
  private static final String GUARD = "DEEPCOMPRESS_NO_CHILD";

  private VectorJvm() {}

  static boolean needed(String[] arguments) {
    return arguments.length > 1
        && System.getenv(GUARD) == null
        && ModuleLayer.boot().findModule(MODULE).isEmpty()
        && ModuleFinder.ofSystem().find(MODULE).isPresent();
  }

  /** The exit code of the second JVM, which takes over the standard streams. */
  static int run(Class<?> main, String[] arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("--add-modules=" + MODULE);
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put(GUARD, "1");
    // OpenMP threads that spin while they wait would disturb whatever else is measured.
    builder.environment().putIfAbsent("OMP_NUM_THREADS", "1");
    Process child = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(child::destroy));
    return child.waitFor();
  }
}
