package io.deepcompress.pipeline.cli;

import static io.deepcompress.pipeline.cli.GlobalOptions.format;

import io.deepcompress.runtime.RuntimeInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Describes the machine. */
@Command(
    name = "env",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Print what to paste into a bug report; nothing personal.")
final class EnvCommand implements Callable<Integer> {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  @Spec private CommandSpec spec;
  @Mixin private GlobalOptions global;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Runtime runtime = Runtime.getRuntime();
    out.println("compress " + Version.current());
    out.println(
        format(
            "java     %s, %s, %s",
            System.getProperty("java.version"),
            System.getProperty("java.vendor"),
            System.getProperty("java.vm.name")));
    out.println(
        format(
            "system   %s %s, %s",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")));
    out.println(format("cpu      %s, %d available", processor(), runtime.availableProcessors()));
    out.println(format("heap     %d MB at most", runtime.maxMemory() >> 20));
    out.println("kernels  " + RuntimeInfo.kernels());
    out.println(
        format("locale   %s, %s", Locale.getDefault(), System.getProperty("file.encoding")));
    out.println(
        "data     " + (System.getenv("DEEPCOMPRESS_DATA") == null ? "default folders" : "set"));
    out.flush();
    return ExitCode.DONE;
  }

  private static String processor() {
    try (var lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException | java.io.UncheckedIOException e) {
      return "unknown";
    }
  }
}
