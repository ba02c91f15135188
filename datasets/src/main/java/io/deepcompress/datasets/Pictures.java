package io.deepcompress.datasets;

import java.nio.file.Path;

/** Reads single pictures. */
public final class Pictures {
  private Pictures() {}

  /**
   * Decodes a picture and brings it to a shape.
   *
   * @param file PNG, JPEG, BMP or GIF
   * @return unsigned bytes {@code [channels, height, width]}, gray or RGB
   * @throws DatasetException naming the file, if it cannot be decoded
   */
  public static byte[] read(Path file, ImageShape shape, ImageFit fit) throws DatasetException {
    byte[] pixels = new byte[shape.length()];
    Picture.read(file).write(shape, fit, pixels, 0);
    return pixels;
  }
}
