package io.deepcompress.pipeline.search;

import java.util.Locale;

/**
 * What a candidate would be as a file.
 *
 * @param what the settings that made it, for the trail
 * @param bytes length of the file
 * @param lost percentage points of held-out samples that INT8 loses against the original
 */
record Probe(String what, int bytes, double lost) {
  /** A line of the trail. */
  String line(double mostLost) {
    return String.format(
        Locale.ROOT,
        "%s: %,d bytes, %+.2f points, %s",
        what,
        bytes,
        -lost,
        within(mostLost) ? "within" : "too much");
  }

  boolean within(double mostLost) {
    return lost <= mostLost + 1e-9;
  }
}
