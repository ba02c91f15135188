package io.deepcompress.codec;

import io.deepcompress.codec.network.Shape;
import java.util.Arrays;
import java.util.Objects;

/**
 * A tensor whose weights share the values of a {@link Codebook}: weight {@code i} is {@code
 * codebook.value(codes[i])}, times the scale of its output channel where there are channel scales.
 *
 * <p>Codes of a tensor read from a file stay entropy-coded in memory and are decoded at each call.
 */
public final class SharedTensor implements StoredTensor {

  /** Where codes come from. */
  @FunctionalInterface
  public interface CodeSource {
    /**
     * Writes one code a weight, in C order, from {@code target[0]} on; codes are unsigned bytes.
     *
     * @throws ModelFormatException if the bytes behind the source are invalid
     */
    void decode(byte[] target) throws ModelFormatException;
  }

  private final Shape shape;
  private final Codebook codebook;
  private final float[] channelScales;
  private final CodeSource source;

  private SharedTensor(Shape shape, Codebook codebook, float[] channelScales, CodeSource source) {
    if (channelScales.length != 0 && channelScales.length != shape.channels()) {
      throw new IllegalArgumentException(
          channelScales.length + " channel scales for " + shape.channels() + " channels");
    }
    for (float scale : channelScales) {
      if (!Float.isFinite(scale) || scale <= 0) {
        throw new IllegalArgumentException("channel scale " + scale + " is not positive");
      }
    }
    this.shape = shape;
    this.codebook = Objects.requireNonNull(codebook);
    this.channelScales = channelScales.clone();
    this.source = source;
  }

  /**
   * A tensor of given codes.
   *
   * @param codes one unsigned byte a weight in C order, 0 for a pruned weight
   * @param channelScales factor of each output channel, or empty for none
   * @throws IllegalArgumentException if counts do not fit or a code is not in the codebook
   */
  public static SharedTensor of(
      Shape shape, Codebook codebook, float[] channelScales, byte[] codes) {
    if (codes.length != shape.size()) {
      throw new IllegalArgumentException(codes.length + " codes for shape " + shape);
    }
    byte[] copy = codes.clone();
    for (int i = 0; i < copy.length; i++) {
      if ((copy[i] & 0xff) > codebook.size()) {
        throw new IllegalArgumentException(
            "weight " + i + " has code " + (copy[i] & 0xff) + " of " + codebook.size());
      }
    }
    return new SharedTensor(
        shape,
        codebook,
        channelScales,
        target -> System.arraycopy(copy, 0, target, 0, copy.length));
  }

  /** A tensor of given codes without channel scales. */
  public static SharedTensor of(Shape shape, Codebook codebook, byte[] codes) {
    return of(shape, codebook, new float[0], codes);
  }

  /**
   * A tensor whose codes are decoded on demand; the source must never give a code above the size.
   */
  static SharedTensor lazy(
      Shape shape, Codebook codebook, float[] channelScales, CodeSource source) {
    return new SharedTensor(shape, codebook, channelScales, source);
  }

  @Override
  public Shape shape() {
    return shape;
  }

  /** The shared values. */
  public Codebook codebook() {
    return codebook;
  }

  /** Factor of each output channel, a copy; empty where there are none. */
  public float[] channelScales() {
    return channelScales.clone();
  }

  /**
   * One code a weight in C order, a new array.
   *
   * @throws ModelFormatException if the file's bytes turn out invalid
   */
  public byte[] codes() throws ModelFormatException {
    byte[] codes = new byte[shape.size()];
    source.decode(codes);
    return codes;
  }

  /**
   * Writes the codes into the first {@code shape().size()} bytes of a caller's array, which need
   * not be zeroed.
   *
   * @throws ModelFormatException if the file's bytes turn out invalid
   */
  public void decodeCodes(byte[] target) throws ModelFormatException {
    source.decode(target);
  }

  @Override
  public float[] toFloats() throws ModelFormatException {
    byte[] codes = codes();
    float[] values = new float[codes.length];
    int perChannel = shape.planeSize();
    for (int i = 0; i < values.length; i++) {
      float value = codebook.value(codes[i] & 0xff);
      values[i] = channelScales.length == 0 ? value : value * channelScales[i / perChannel];
    }
    return values;
  }

  /** Whether both hold the same shape, codebook, scales and codes; decodes both. */
  public boolean sameAs(SharedTensor other) throws ModelFormatException {
    return shape.equals(other.shape)
        && codebook.equals(other.codebook)
        && Arrays.equals(channelScales, other.channelScales)
        && Arrays.equals(codes(), other.codes());
  }
}
