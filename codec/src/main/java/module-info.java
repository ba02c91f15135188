/** What a compressed network is, and its bytes. Depends on the JDK only. */
module io.deepcompress.codec {
  exports io.deepcompress.codec;
  exports io.deepcompress.codec.network;
}
