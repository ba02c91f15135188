package io.deepcompress.pipeline;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Shape;
import java.util.Arrays;

/**
 * One parameter while it is being compressed: float values at first; once shared, codes into a
 * codebook. A weight is pruned exactly when it is {@code +0.0}: there is no second mask that could
 * disagree.
 *
 * <p>Not thread-safe; different tensors may be changed by different threads.
 */
public final class WorkingTensor {
  private final String name;
  private final Shape shape;
  private ValueFormat format = ValueFormat.FLOAT32;
  private float[] values;
  private Codebook codebook;
  private float[] channelScales;
  private byte[] codes;

  /**
   * A tensor of float32 values.
   *
   * @param name as {@code fc6.weights}
   * @param values in C order of the shape; not copied
   * @throws IllegalArgumentException if the count does not fit the shape
   */
  public WorkingTensor(String name, Shape shape, float[] values) {
    this.name = name;
    this.shape = shape;
    setValues(values);
  }

  /** The parameter's name, for instance {@code fc6.weights}. */
  public String name() {
    return name;
  }

  /** Shape, {@code [out, in, ...]} for weights. */
  public Shape shape() {
    return shape;
  }

  /** Number of values, pruned ones included. */
  public int size() {
    return shape.size();
  }

  /** All values in C order: the live array where not shared, a new one where shared. */
  public float[] values() {
    if (codes == null) {
      return values;
    }
    float[] decoded = new float[codes.length];
    int perChannel = shape.planeSize();
    for (int i = 0; i < decoded.length; i++) {
      float value = codebook.value(codes[i] & 0xff);
      decoded[i] = channelScales.length == 0 ? value : value * channelScales[i / perChannel];
    }
    return decoded;
  }

  /**
   * Replaces the values; sharing and a narrower format end.
   *
   * @param values in C order; not copied
   */
  public void setValues(float[] values) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          name + ": " + values.length + " values for shape " + shape);
    }
    this.values = values;
    this.format = ValueFormat.FLOAT32;
    this.codebook = null;
    this.codes = null;
    this.channelScales = null;
  }

  /** Rounds the values to a format, in which they are then stored; sharing ends. */
  public void setFormat(ValueFormat format) {
    float[] rounded = values();
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = format.round(rounded[i]);
    }
    setValues(rounded);
    this.format = format;
  }

  /** How unshared values are stored. */
  public ValueFormat format() {
    return format;
  }

  /**
   * Replaces the values by codes.
   *
   * @param codes one unsigned byte a value, 0 for a pruned weight; not copied
   * @param channelScales one factor an output channel, or empty
   */
  public void share(Codebook codebook, float[] channelScales, byte[] codes) {
    if (codes.length != shape.size()) {
      throw new IllegalArgumentException(name + ": " + codes.length + " codes for shape " + shape);
    }
    this.codebook = codebook;
    this.channelScales = channelScales.clone();
    this.codes = codes;
    this.values = null;
  }

  /** Whether the values are codes into a codebook. */
  public boolean shared() {
    return codes != null;
  }

  /** The shared values; null where not shared. */
  public Codebook codebook() {
    return codebook;
  }

  /** Factor of each output channel, a copy; empty where there are none, null where not shared. */
  public float[] channelScales() {
    return channelScales == null ? null : channelScales.clone();
  }

  /** The codes, live; null where not shared. */
  public byte[] codes() {
    return codes;
  }

  /** Number of values that are not pruned. */
  public int kept() {
    int kept = 0;
    if (codes != null) {
      for (byte code : codes) {
        kept += code == 0 ? 0 : 1;
      }
    } else {
      for (float value : values) {
        kept += Float.floatToRawIntBits(value) == 0 ? 0 : 1;
      }
    }
    return kept;
  }

  /** The tensor as a file stores it. */
  public StoredTensor stored() {
    return shared()
        ? SharedTensor.of(shape, codebook, channelScales, codes)
        : new RawTensor(shape, format, values);
  }

  /** A tensor with the same state and arrays of its own. */
  public WorkingTensor copy() {
    WorkingTensor copy =
        new WorkingTensor(name, shape, shared() ? new float[size()] : values.clone());
    copy.format = format;
    if (shared()) {
      copy.share(codebook, channelScales, codes.clone());
    }
    return copy;
  }

  /** Whether both would be stored alike, bit for bit. */
  public boolean sameAs(WorkingTensor other) {
    if (shared() != other.shared() || !shape.equals(other.shape)) {
      return false;
    }
    return shared()
        ? codebook.equals(other.codebook)
            && Arrays.equals(channelScales, other.channelScales)
            && Arrays.equals(codes, other.codes)
        : format.equals(other.format) && Arrays.equals(values, other.values);
  }
}
