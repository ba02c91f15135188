package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a Java process (SIGKILL) while it saves; {@code -Ddeepcompress.kills=N} sets how often. On
 * a busy machine, where processes start slowly, it ends with fewer after a minute.
 */
class KilledSaveTest {
  private static final int KILLS = Integer.getInteger("deepcompress.kills", 200);
  private static final int LEAST_KILLS = Math.min(KILLS, 20);
  private static final long MOST_NANOSECONDS = KILLS * TimeUnit.MILLISECONDS.toNanos(300);

  @TempDir Path folder;

  /** Saves two files in turn under one name, for as long as it lives. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      byte[][] files = {content(0), content(1)};
      // Loads the classes, so that the kill falls into the loop.
      ModelFiles.save(Path.of(args[0] + ".warm"), files[0]);
      System.out.write(1);
      System.out.flush();
      for (int i = Integer.parseInt(args[1]); ; i++) {
        ModelFiles.save(Path.of(args[0]), files[i & 1]);
      }
    }
  }

  private static byte[] content(int which) {
    byte[] bytes = new byte[which == 0 ? 40_000 : 90_000];
    new Random(which).nextBytes(bytes);
    return bytes;
  }

  @Test
  void theTargetIsAbsentOrOneOfBothWholeFiles() throws Exception {
    Path target = folder.resolve("model.dcz");
    byte[][] files = {content(0), content(1)};
    Random random = new Random(5);
    int[] seen = new int[3];
    List<Process> children = new ArrayList<>(List.of(start(target, 0)));
    long start = System.nanoTime();
    int kills = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      if (kill >= LEAST_KILLS && System.nanoTime() - start > MOST_NANOSECONDS) {
        break;
      }
      kills++;
      if (kill % 8 == 0) {
        Files.deleteIfExists(target);
      }
      Process child = children.remove(0);
      assertThat(child.getInputStream().read()).as("the child started").isEqualTo(1);
      TimeUnit.MICROSECONDS.sleep(random.nextInt(10_000));
      child.destroyForcibly().waitFor();
      if (Files.exists(target)) {
        byte[] bytes = Files.readAllBytes(target);
        int which = Arrays.equals(bytes, files[0]) ? 0 : 1;
        assertThat(bytes).as("kill %d", kill).isEqualTo(files[which]);
        seen[which]++;
      } else {
        seen[2]++;
      }
      children.add(start(target, kill));
    }
    for (Process child : children) {
      child.destroyForcibly().waitFor();
    }
    System.out.println("killed " + kills + " saving processes");
    assertThat(seen[0] + seen[1]).as("kills after a first save").isPositive();
    try (Stream<Path> names = Files.list(folder)) {
      List<Path> models = names.filter(name -> name.toString().endsWith(".dcz")).toList();
      assertThat(models).isSubsetOf(List.of(target));
    }
  }

  private static Process start(Path target, int first) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ProcessBuilder(
            java.toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xmx64m",
            "-cp",
            path(ModelFiles.class) + System.getProperty("path.separator") + path(Child.class),
            Child.class.getName(),
            target.toString(),
            Integer.toString(first & 1))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String path(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (java.net.URISyntaxException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
