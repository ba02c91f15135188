package io.deepcompress.experiments.codec;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/** A coder of any bytes, given the dense array of codes. */
final class ByteCoder implements Coder {
  private final String name;
  private final Packing packing;
  private byte[] packed = new byte[0];
  private byte[] decoded = new byte[0];

  private ByteCoder(String name, Packing packing) {
    this.name = name;
    this.packing = packing;
  }

  /** How bytes are packed. */
  private interface Packing {
    byte[] pack(byte[] bytes) throws IOException;

    void unpack(byte[] packed, byte[] target) throws IOException;
  }

  /** A stream around another. */
  private interface Wrap<T> {
    T around(T stream) throws IOException;
  }

  /** The peers. */
  static List<ByteCoder> all() {
    return List.of(
        new ByteCoder("zstd 19", zstd(19)),
        new ByteCoder(
            "xz 6 (XZ for Java)",
            streams(out -> new XZOutputStream(out, new LZMA2Options(6)), XZInputStream::new)),
        new ByteCoder(
            "bzip2 9 (Commons Compress)",
            streams(BZip2CompressorOutputStream::new, BZip2CompressorInputStream::new)),
        new ByteCoder("gzip 9", streams(SmallGzip::new, GZIPInputStream::new)));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void encode(CodeSet set) throws IOException {
    packed = packing.pack(set.dense());
    decoded = new byte[set.size()];
  }

  @Override
  public long bytes() {
    return packed.length;
  }

  @Override
  public void decode() throws IOException {
    packing.unpack(packed, decoded);
  }

  @Override
  public boolean isExact(CodeSet set) {
    return Arrays.equals(decoded, set.dense());
  }

  private static Packing zstd(int level) {
    return new Packing() {
      @Override
      public byte[] pack(byte[] bytes) {
        return Zstd.compress(bytes, level);
      }

      @Override
      public void unpack(byte[] packed, byte[] target) {
        Zstd.decompress(target, packed);
      }
    };
  }

  private static Packing streams(Wrap<OutputStream> out, Wrap<InputStream> in) {
    return new Packing() {
      @Override
      public byte[] pack(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream stream = out.around(packed)) {
          stream.write(bytes);
        }
        return packed.toByteArray();
      }

      @Override
      public void unpack(byte[] packed, byte[] target) throws IOException {
        try (InputStream stream = in.around(new ByteArrayInputStream(packed))) {
          stream.readNBytes(target, 0, target.length);
        }
      }
    };
  }

  /** The JDK's gzip at its best level. */
  private static final class SmallGzip extends GZIPOutputStream {
    SmallGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
