package io.deepcompress.codec.entropy;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.ValueFormat;

/**
 * Packs codebooks, biases, scales and small integers, one after the other, into one payload. Both
 * entropy modes use it. A {@link NumberDecoder} must ask for the same kinds in the same order.
 */
public final class NumberEncoder {
  private final BinaryCoder coder = BinaryCoder.encoder().measured();
  private final NumberModel model = new NumberModel(coder);

  /** Adds an integer, 0 or more; small ones cost less. */
  public void integer(int value) {
    model.integer(value);
  }

  /** Adds finite values, exactly; their count is not stored. */
  public void floats(float[] values) {
    values(ValueFormat.FLOAT32, values);
  }

  /** Adds format and values of a tensor; its shape is not stored. */
  public void tensor(RawTensor tensor) {
    format(tensor.format());
    values(tensor.format(), tensor.toFloats());
  }

  /** Adds format, size and centroids. */
  public void codebook(Codebook codebook) {
    ValueFormat format = codebook.format();
    format(format);
    model.integer(codebook.size());
    float[] values = codebook.values();
    long[] places = new long[values.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = NumberModel.place(format.kind(), NumberModel.toInteger(format, values[i]));
    }
    model.increasing(format.kind(), places);
  }

  private void values(ValueFormat format, float[] values) {
    int[] integers = new int[values.length];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = NumberModel.toInteger(format, values[i]);
    }
    model.values(format.kind(), integers);
  }

  private void format(ValueFormat format) {
    model.kind(format.kind().ordinal());
    if (format.kind() == ValueFormat.Kind.INT8) {
      model.float32(Float.floatToRawIntBits(format.scale()));
    }
  }

  /** Bytes so far, not whole; for statistics. */
  public double size() {
    return coder.bits() / 8;
  }

  /** The payload; nothing can be added afterwards. */
  public byte[] finish() {
    return coder.finish();
  }
}
