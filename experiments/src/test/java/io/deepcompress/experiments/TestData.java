package io.deepcompress.experiments;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real data, where this machine has it. */
public final class TestData {
  private TestData() {}

  /** A folder of the data; where it is absent, the test is skipped with a line that says so. */
  public static Path folder(String name) {
    String root = System.getProperty("deepcompress.data", "");
    boolean there = !root.isBlank() && Files.isDirectory(Path.of(root, name));
    if (!there) {
      System.out.println("skipped: no folder '" + name + "' in -Ddeepcompress.data=" + root);
    }
    assumeTrue(there, "needs the folder " + name + " in -Ddeepcompress.data");
    return Path.of(root, name);
  }
}
