package io.deepcompress.pipeline.importer;

/**
 * What a model zip may hold at most. Checked while reading, so that a zip bomb is refused before it
 * takes memory.
 *
 * @param entries number of entries
 * @param entryBytes uncompressed bytes of one entry
 * @param totalBytes uncompressed bytes of all entries
 * @param ratio uncompressed bytes for one compressed byte, looked at from the first mebibyte on;
 *     deflate cannot exceed 1032, a network of zeros comes close
 */
public record ZipLimits(int entries, long entryBytes, long totalBytes, int ratio) {

  /** 1,000 entries, 8 GiB each, 16 GiB together, 300 to 1. */
  public static final ZipLimits DEFAULT = new ZipLimits(1000, 8L << 30, 16L << 30, 300);

  /** Checks that every limit is positive. */
  public ZipLimits {
    if (entries < 1 || entryBytes < 1 || totalBytes < 1 || ratio < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
