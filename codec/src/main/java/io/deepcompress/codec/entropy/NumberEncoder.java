package io.deepcompress.codec.entropy;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.ValueFormat;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Packs codebooks, biases, scales and small integers, one after the other, into one payload. Both
 * entropy modes use it. A {@link NumberDecoder} must ask for the same kinds in the same order.
 */
public final class NumberEncoder {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  /** Adds an integer, 0 or more; small ones cost less. */
  public void integer(int value) {
    try {
      out.writeInt(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds finite values, exactly; their count is not stored. */
  public void floats(float[] values) {
    for (float value : values) {
      integer(Float.floatToRawIntBits(value));
    }
  }

  /** Adds format and values of a tensor; its shape is not stored. */
  public void tensor(RawTensor tensor) {
    format(tensor.format());
    floats(tensor.toFloats());
  }

  /** Adds format, size and centroids. */
  public void codebook(Codebook codebook) {
    format(codebook.format());
    integer(codebook.size());
    floats(codebook.values());
  }

  private void format(ValueFormat format) {
    integer(format.kind().ordinal());
    floats(new float[] {format.scale()});
  }

  /** Bytes so far, rounded up; for statistics. */
  public double size() {
    return bytes.size();
  }

  /** The payload; nothing can be added afterwards. */
  public byte[] finish() {
    return bytes.toByteArray();
  }
}
