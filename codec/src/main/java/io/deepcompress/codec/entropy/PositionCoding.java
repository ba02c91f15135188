package io.deepcompress.codec.entropy;

/** Forms of positions in a Huffman payload; the order is part of the file format. */
enum PositionCoding {
  /** None: zero is one more symbol. */
  DENSE,
  /** One symbol for the flags of eight cells. */
  BITMAP,
  /** One symbol for the zeros before a non-zero weight. */
  GAPS
}
