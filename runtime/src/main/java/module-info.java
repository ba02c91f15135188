/** Loads a compressed network and runs it, on 8-bit integers or in float. */
module io.deepcompress.runtime {
  requires transitive io.deepcompress.codec;
  requires static jdk.incubator.vector;

  exports io.deepcompress.runtime;
}
