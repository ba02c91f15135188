package io.deepcompress.codec.container;

/** Constants of the .dcz format; codec/FORMAT.md says what they mean. */
public final class FileFormat {
  /** Files of another major version are refused. */
  public static final int MAJOR = 1;

  /** Files of a newer minor version are read as long as they use nothing unknown. */
  public static final int MINOR = 0;

  /** Magic, major and minor version. */
  public static final int HEADER_LENGTH = 6;

  /** A section that holds this much ends before the next tensor. */
  public static final int SECTION_TARGET = 4096;

  /** Most sections that a reader skips because it does not know them. */
  public static final int MAX_UNKNOWN_SECTIONS = 64;

  /** Values that a numbers payload may hold however short it is. */
  private static final long FREE_NUMBERS = 1L << 18;

  /** Further values for each byte of it: each must take at least an eighth of a bit. */
  private static final long NUMBERS_PER_BYTE = 64;

  /** Section of topology, preprocessing, activation ranges and the first tensors. */
  public static final int NETWORK = 1;

  /** Section of further tensors. */
  public static final int TENSORS = 2;

  /** Section of names, labels and provenance. */
  public static final int TEXT = 1 | FileFormat.ANCILLARY;

  /** Bit of a section's type: a reader that does not know the section skips it. */
  public static final int ANCILLARY = 0x40;

  /** Bit of a section's type: no section follows. */
  public static final int LAST = 0x80;

  private static final byte[] MAGIC = {(byte) 0x89, 'D', 'C', 'Z'};

  private FileFormat() {}

  /** Most values (of tensors, codebooks, scales and preprocessing) in a numbers payload. */
  public static long mostNumbers(int payloadLength) {
    return FREE_NUMBERS + NUMBERS_PER_BYTE * payloadLength;
  }

  /** The four bytes that every file starts with; not ASCII text, whatever the locale. */
  public static byte[] magic() {
    return MAGIC.clone();
  }
}
