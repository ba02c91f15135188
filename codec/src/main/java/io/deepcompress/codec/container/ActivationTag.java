package io.deepcompress.codec.container;

import io.deepcompress.codec.ActivationQuantization;

/** What a file says first about a value's quantization; the order is part of the format. */
enum ActivationTag {
  /** Not quantized. */
  NONE,
  /** As the latest value that is quantized. */
  SAME,
  /** uint8, an exact 0 is 0. */
  UNSIGNED,
  /** int8, an exact 0 is 0. */
  SIGNED,
  /** uint8 with a zero point above 0. */
  UNSIGNED_OFFSET,
  /** int8 with a zero point other than 0. */
  SIGNED_OFFSET;

  /** The tag of a value; both may be null. */
  static ActivationTag of(ActivationQuantization range, ActivationQuantization latest) {
    if (range == null) {
      return NONE;
    } else if (range.equals(latest)) {
      return SAME;
    } else if (range.zeroPoint() == 0) {
      return range.signed() ? SIGNED : UNSIGNED;
    }
    return range.signed() ? SIGNED_OFFSET : UNSIGNED_OFFSET;
  }

  /** Whether a scale follows. */
  boolean isNew() {
    return this != NONE && this != SAME;
  }

  /** Whether a zero point follows, counted from the least integer. */
  boolean hasZeroPoint() {
    return this == UNSIGNED_OFFSET || this == SIGNED_OFFSET;
  }

  boolean isSigned() {
    return this == SIGNED || this == SIGNED_OFFSET;
  }
}
