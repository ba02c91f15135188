package io.deepcompress.codec;

import io.deepcompress.codec.network.Parameter.Role;
import io.deepcompress.codec.network.Shape;
import java.util.List;

/**
 * Where the bytes of a file are.
 *
 * @param bytes length of the file
 * @param major version of the format
 * @param minor version of the format
 * @param parameters learnt values in all tensors
 * @param sections in order; their bytes add up to {@code bytes}
 * @param tensors one a parameter; their bytes and {@link #otherBytes} add up to {@code bytes}
 */
public record ModelReport(
    long bytes,
    int major,
    int minor,
    long parameters,
    List<SectionSize> sections,
    List<TensorSize> tensors) {

  /**
   * A section, or the header.
   *
   * @param name {@code header}, {@code network}, {@code tensors 1}, {@code text}
   * @param offset of its first byte
   * @param bytes with its frame: type, length and checksum
   */
  public record SectionSize(String name, long offset, long bytes) {}

  /**
   * A tensor. Parts are fractions of bytes where several share one.
   *
   * @param name of the parameter, for instance {@code fc6.weights}
   * @param node index of the node that it belongs to
   * @param role what it is for
   * @param shape of the tensor
   * @param kept values other than zero
   * @param codebookSize number of centroids, 0 for a tensor stored value by value
   * @param codeBits bits of a fixed-length code, 0 likewise
   * @param entropy how codes are coded, or null likewise
   * @param positionMode how positions are coded, or {@code "values"} likewise
   * @param codeBytes codes of the values other than zero
   * @param positionBytes which values are not zero
   * @param tableBytes code lengths, counts and modes
   * @param codebookBytes centroids and channel scales
   * @param valueBytes values of a tensor stored value by value
   * @param bytes all of these, rounded so that the totals are right
   */
  public record TensorSize(
      String name,
      int node,
      Role role,
      Shape shape,
      int kept,
      int codebookSize,
      int codeBits,
      Entropy entropy,
      String positionMode,
      double codeBytes,
      double positionBytes,
      double tableBytes,
      double codebookBytes,
      double valueBytes,
      long bytes) {

    /** Values other than zero among all, 0 to 1. */
    public double density() {
      return (double) kept / shape.size();
    }
  }

  /** Bytes that belong to no tensor: frames, topology, preprocessing, activation ranges, text. */
  public long otherBytes() {
    long other = bytes;
    for (TensorSize tensor : tensors) {
      other -= tensor.bytes();
    }
    return other;
  }

  /** Four bytes for every parameter of the original, over the length of the file. */
  public double ratio() {
    return 4.0 * parameters / bytes;
  }
}
