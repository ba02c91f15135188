package io.deepcompress.experiments.synthetic;

/**
 * Order-0 entropy of codes, in bits: what independent symbols cannot be coded below.
 *
 * @param kept codes other than 0
 * @param positionBits of which codes are 0
 * @param codeBits of the other codes
 */
public record CodeEntropy(long kept, double positionBits, double codeBits) {

  /** Entropy of a tensor's codes. */
  public static CodeEntropy of(byte[] codes) {
    long[] counts = new long[256];
    for (byte code : codes) {
      counts[code & 0xff]++;
    }
    long kept = codes.length - counts[0];
    double codeBits = 0;
    for (int code = 1; code < 256; code++) {
      codeBits += bits(counts[code], kept);
    }
    return new CodeEntropy(
        kept, bits(counts[0], codes.length) + bits(kept, codes.length), codeBits);
  }

  private static double bits(long count, long all) {
    return count == 0 ? 0 : -count * Math.log(count / (double) all) / Math.log(2);
  }

  /** Bytes of both parts. */
  public double bytes() {
    return (positionBits + codeBits) / 8;
  }

  /** Sum of two tensors. */
  public CodeEntropy plus(CodeEntropy other) {
    return new CodeEntropy(
        kept + other.kept, positionBits + other.positionBits, codeBits + other.codeBits);
  }
}
