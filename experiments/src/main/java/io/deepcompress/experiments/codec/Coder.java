package io.deepcompress.experiments.codec;

import java.io.IOException;

/** Something that packs codes and unpacks them. */
interface Coder {
  /** Name for the table. */
  String name();

  /** Packs all codes; {@link #decode} unpacks what the last call packed. */
  void encode(CodeSet set) throws IOException;

  /** Bytes of what was packed. */
  long bytes();

  /** Unpacks all codes into arrays of this coder's. */
  void decode() throws IOException;

  /** Whether the last {@link #decode} gave the codes of the set. */
  boolean isExact(CodeSet set);
}
