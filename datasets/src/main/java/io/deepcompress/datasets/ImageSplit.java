package io.deepcompress.datasets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;

/** Pictures in files, decoded each time they are read. */
final class ImageSplit implements Split {
  private final ImageShape shape;
  private final ImageFit fit;
  private final List<Path> files;
  private final int[] labels;

  /** Labels may be null: then the split is unlabelled. */
  ImageSplit(ImageShape shape, ImageFit fit, List<Path> files, int[] labels) {
    this.shape = shape;
    this.fit = fit;
    this.files = List.copyOf(files);
    this.labels = labels;
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public boolean labelled() {
    return labels != null;
  }

  @Override
  public int label(int index) {
    Objects.checkIndex(index, size());
    if (labels == null) {
      throw new IllegalStateException("these pictures have no labels");
    }
    return labels[index];
  }

  @Override
  public void read(int index, byte[] target, int offset) throws DatasetException {
    Objects.checkFromIndexSize(offset, shape.length(), target.length);
    Path file = files.get(index);
    try {
      Picture.read(file).write(shape, fit, target, offset);
    } catch (IllegalArgumentException e) {
      throw new DatasetException(file + ": " + e.getMessage(), e);
    }
  }

  /** Takes the file's bytes, so that a digest does not depend on a decoder. */
  @Override
  public void update(MessageDigest digest, int index) throws DatasetException {
    Path file = files.get(index);
    try {
      byte[] bytes = Files.readAllBytes(file);
      int label = labelled() ? label(index) : -1;
      digest.update(fit.name().getBytes(StandardCharsets.US_ASCII));
      digest.update(ByteBuffer.allocate(8).putInt(label).putInt(bytes.length).flip());
      digest.update(bytes);
    } catch (IOException e) {
      throw DatasetException.missing(file + ": cannot be read (" + e + ")", e);
    }
  }
}
