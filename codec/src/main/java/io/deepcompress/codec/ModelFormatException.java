package io.deepcompress.codec;

import java.io.IOException;

/** The one exception that reading a model ends in, whatever the bytes are. */
public final class ModelFormatException extends IOException {

  /** What is wrong. */
  public enum Code {
    /** The bytes do not start as a .dcz file does. */
    NOT_A_MODEL,
    /** The file needs a newer reader. */
    UNSUPPORTED_VERSION,
    /** The bytes end too early. */
    TRUNCATED,
    /** Bytes follow where none may. */
    TRAILING_BYTES,
    /** A section's checksum does not match its bytes. */
    CHECKSUM,
    /** A field holds a value that the format does not allow. */
    INVALID,
    /** Bytes that mean something, but not in the one form a writer may use. */
    NOT_CANONICAL,
    /** A size is above the caller's {@link DecodeLimits}. */
    LIMIT
  }

  private static final long serialVersionUID = 1L;

  private final Code code;
  private final long offset;
  private final String section;

  /**
   * Describes a defect.
   *
   * @param offset of the defect in the file, in bytes
   * @param section name of the section it lies in
   * @param message what is wrong, without offset and section
   */
  public ModelFormatException(Code code, long offset, String section, String message) {
    super(message + " (" + section + " at byte " + offset + ")");
    this.code = code;
    this.offset = offset;
    this.section = section;
  }

  /** What is wrong. */
  public Code code() {
    return code;
  }

  /** Where in the file, in bytes. */
  public long offset() {
    return offset;
  }

  /** The section in which it is. */
  public String section() {
    return section;
  }
}
