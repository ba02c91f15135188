package io.deepcompress.runtime.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Copies short runs of bytes, eight at a time, which is quicker than a call for each run. */
public final class ByteRuns {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private ByteRuns() {}

  /** {@code y[to + i] = x[from + i]}. */
  public static void copy(byte[] x, int from, byte[] y, int to, int count) {
    flip(x, from, (byte) 0, y, to, count);
  }

  /** {@code y[to + i] = x[from + i] ^ flip}. */
  public static void flip(byte[] x, int from, byte flip, byte[] y, int to, int count) {
    if (count < Long.BYTES) {
      for (int i = 0; i < count; i++) {
        y[to + i] = (byte) (x[from + i] ^ flip);
      }
      return;
    }
    long flips = (flip & 0xff) * 0x0101010101010101L;
    for (int i = 0; i <= count - Long.BYTES; i += Long.BYTES) {
      LONG.set(y, to + i, (long) LONG.get(x, from + i) ^ flips);
    }
    // The last eight overlap those before.
    int last = count - Long.BYTES;
    LONG.set(y, to + last, (long) LONG.get(x, from + last) ^ flips);
  }
}
