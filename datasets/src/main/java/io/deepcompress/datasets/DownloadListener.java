package io.deepcompress.datasets;

/** Hears how far a download is; called for every 64 KiB or so, from the downloading thread. */
@FunctionalInterface
public interface DownloadListener {
  /** Listens to nothing. */
  DownloadListener NONE = (file, done, total) -> {};

  /**
   * Bytes have arrived.
   *
   * @param file the file's name
   * @param done bytes so far; equal to total once per file, at its end
   * @param total bytes of the whole file
   */
  void progress(String file, long done, long total);
}
