package io.deepcompress.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads .dcz files. Whatever the bytes are, reading ends in a model or in a {@link
 * ModelFormatException}, and takes no memory that the bytes and the limits do not warrant.
 *
 * <p>{@code read} checks every checksum and everything but the codes, which stay coded in memory
 * and are decoded when a tensor is asked for them. {@code verify} decodes those once, too: nothing
 * of a model that it gives can fail later.
 *
 * <pre>{@code
 * CompressedModel model = ModelReader.read(Path.of("lenet-5.dcz"));
 * float[] weights = model.tensors().get(0).toFloats();
 * }</pre>
 */
public final class ModelReader {
  private static final long PIECE = 1 << 16;

  private ModelReader() {}

  /**
   * Reads a file's bytes with {@link DecodeLimits#DEFAULT}.
   *
   * @throws ModelFormatException if they are not a whole, unchanged .dcz file of this version
   */
  public static CompressedModel read(byte[] file) throws ModelFormatException {
    return read(file, DecodeLimits.DEFAULT);
  }

  /**
   * Reads a file's bytes.
   *
   * @throws ModelFormatException if they are not a whole, unchanged .dcz file of this version, or
   *     pass a limit
   */
  public static CompressedModel read(byte[] file, DecodeLimits limits) throws ModelFormatException {
    return parse(file, limits).model();
  }

  /**
   * Reads a file with {@link DecodeLimits#DEFAULT}.
   *
   * @throws ModelFormatException if it is not a whole, unchanged .dcz file of this version
   * @throws IOException if it cannot be read
   */
  public static CompressedModel read(Path path) throws IOException {
    return read(path, DecodeLimits.DEFAULT);
  }

  /**
   * Reads a file.
   *
   * @throws ModelFormatException if it is not a whole, unchanged .dcz file of this version, or
   *     passes a limit
   * @throws IOException if it cannot be read
   */
  public static CompressedModel read(Path path, DecodeLimits limits) throws IOException {
    return ParsedFile.of(bytes(path, limits), limits).model();
  }

  /**
   * Reads a file's bytes and decodes every tensor once.
   *
   * @param threads how many tensors are decoded at the same time, at least 1
   * @throws ModelFormatException if anything in the file is invalid
   */
  public static CompressedModel verify(byte[] file, DecodeLimits limits, int threads)
      throws ModelFormatException {
    return verified(read(file, limits), threads);
  }

  /**
   * Reads a file and decodes every tensor once.
   *
   * @param threads how many tensors are decoded at the same time, at least 1
   * @throws ModelFormatException if anything in the file is invalid
   * @throws IOException if it cannot be read
   */
  public static CompressedModel verify(Path path, DecodeLimits limits, int threads)
      throws IOException {
    return verified(read(path, limits), threads);
  }

  private static CompressedModel verified(CompressedModel model, int threads)
      throws ModelFormatException {
    List<Tasks.Task<Integer>> tasks = new ArrayList<>();
    for (StoredTensor tensor : model.tensors()) {
      if (tensor instanceof SharedTensor shared) {
        tasks.add(() -> shared.codes().length);
      }
    }
    Tasks.run(tasks, threads);
    return model;
  }

  static ParsedFile parse(byte[] file, DecodeLimits limits) throws ModelFormatException {
    if (file.length > limits.fileBytes()) {
      throw ParsedFile.tooLong(file.length, limits);
    }
    // The model decodes from these bytes later, when the caller may have changed the array.
    return ParsedFile.of(file.clone(), limits);
  }

  /** The whole file, which is measured before memory is taken for it. */
  static byte[] bytes(Path path, DecodeLimits limits) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(path)) {
      long size = channel.size();
      if (size > Math.min(limits.fileBytes(), Integer.MAX_VALUE - 8)) {
        throw ParsedFile.tooLong(size, limits);
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) size);
      while (buffer.position() < size) {
        // In pieces: Java copies each through memory outside the heap.
        buffer.limit((int) Math.min(size, buffer.position() + PIECE));
        if (channel.read(buffer) < 0) {
          throw new IOException(path + " became shorter while it was read");
        }
      }
      return buffer.array();
    }
  }
}
