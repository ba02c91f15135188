package io.deepcompress.datasets;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A decoded picture: one plane (gray) or three (red, green, blue) of unsigned bytes. Transparency,
 * embedded colour profiles and Exif orientation are ignored, as training tools commonly do; of an
 * animation the first frame is taken.
 */
final class Picture {
  private static final long MAX_FILE = 1L << 28;
  private static final long MAX_PIXELS = 1L << 27;

  private final int width;
  private final int height;
  private final byte[][] planes;

  private Picture(int width, int height, byte[][] planes) {
    this.width = width;
    this.height = height;
    this.planes = planes;
  }

  static Picture read(Path file) throws DatasetException {
    try {
      if (Files.size(file) > MAX_FILE) {
        throw new DatasetException(file + ": is larger than 256 MiB");
      }
      return of(decode(file, Files.readAllBytes(file)));
    } catch (DatasetException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw DatasetException.missing(file + ": does not exist", e);
    } catch (FileSystemException e) {
      throw DatasetException.missing(file + ": cannot be read (" + e + ")", e);
    } catch (IOException | RuntimeException e) {
      // ImageIO's readers meet damaged files with many kinds of unchecked exceptions.
      throw new DatasetException(file + ": cannot be decoded (" + e.getMessage() + ")", e);
    }
  }

  /** Writes the picture in the wanted shape from target[offset] on. */
  void write(ImageShape wanted, ImageFit fit, byte[] target, int offset) {
    Resampler resampler = fit.plan(height, width, wanted);
    byte[][] sources = wanted.channels() == 1 ? new byte[][] {luma()} : planes;
    int area = wanted.height() * wanted.width();
    for (int c = 0; c < wanted.channels(); c++) {
      resampler.apply(sources[sources.length == 1 ? 0 : c], width, target, offset + c * area);
    }
  }

  /** ITU-R BT.601 luma in 16-bit fixed point. */
  private byte[] luma() {
    if (planes.length == 1) {
      return planes[0];
    }
    byte[] luma = new byte[width * height];
    for (int i = 0; i < luma.length; i++) {
      int red = planes[0][i] & 0xff;
      int green = planes[1][i] & 0xff;
      int blue = planes[2][i] & 0xff;
      luma[i] = (byte) ((19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16);
    }
    return luma;
  }

  private static BufferedImage decode(Path file, byte[] bytes) throws IOException {
    try (ImageInputStream input =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
      if (!readers.hasNext()) {
        throw new DatasetException(file + ": is not a PNG, JPEG, BMP or GIF picture");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(input, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MAX_PIXELS) {
          throw new DatasetException(file + ": has " + pixels + " pixels, too many to decode");
        }
        return reader.read(0);
      } finally {
        reader.dispose();
      }
    }
  }

  private static Picture of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int colours = directBands(image);
    byte[][] planes = new byte[colours == 1 ? 1 : 3][width * height];
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
    int[] row = new int[width * Math.max(1, bands)];
    for (int y = 0; y < height; y++) {
      if (colours > 0) {
        raster.getPixels(0, y, width, 1, row);
        for (int x = 0; x < width; x++) {
          for (int c = 0; c < colours; c++) {
            planes[c][y * width + x] = (byte) (row[x * bands + c] >> shift);
          }
        }
      } else {
        image.getRGB(0, y, width, 1, row, 0, width);
        for (int x = 0; x < width; x++) {
          for (int c = 0; c < 3; c++) {
            planes[c][y * width + x] = (byte) (row[x] >> (16 - 8 * c));
          }
        }
      }
    }
    return new Picture(width, height, planes);
  }

  /**
   * 1 or 3 where the raster's first bands are gray or red, green and blue themselves; 0 where
   * colours must be looked up. Asking for RGB is avoided elsewhere: for gray pictures Java would
   * convert from linear light and brighten them.
   */
  private static int directBands(BufferedImage image) {
    if (!(image.getColorModel() instanceof ComponentColorModel model)
        || model.getTransferType() != java.awt.image.DataBuffer.TYPE_BYTE
            && model.getTransferType() != java.awt.image.DataBuffer.TYPE_USHORT) {
      return 0;
    }
    return switch (model.getColorSpace().getType()) {
      case ColorSpace.TYPE_GRAY -> 1;
      case ColorSpace.TYPE_RGB -> 3;
      default -> 0;
    };
  }
}
