import com.googlecode.pngtastic.core.processing.zopfli.Options;
import com.googlecode.pngtastic.core.processing.zopfli.Options.BlockSplitting;
import com.googlecode.pngtastic.core.processing.zopfli.Options.OutputFormat;
import com.googlecode.pngtastic.core.processing.zopfli.Zopfli;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Packs the files of a folder into a jar as small as may be, with the same bytes for the same
 * files: entries in the order of their names, deflated by Zopfli or stored, with nothing in their
 * headers that may be left out.
 *
 * <p>{@code java SmallJar.java FOLDER JAR TIMESTAMP}
 */
class SmallJar {
  private static final int ITERATIONS = 15;

  private record Entry(byte[] name, int crc, int length, byte[] packed) {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    LocalDateTime time = LocalDateTime.parse(arguments[2], DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    List<Entry> entries;
    try (Stream<Path> files = Files.walk(folder)) {
      entries =
          files.filter(Files::isRegularFile).sorted().toList().parallelStream()
              .map(file -> entry(folder, file))
              .toList();
    }
    int most =
        entries.stream().mapToInt(entry -> 76 + 2 * entry.name.length + entry.packed.length).sum()
            + 22;
    ByteBuffer jar = ByteBuffer.allocate(most).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer directory = ByteBuffer.allocate(most).order(ByteOrder.LITTLE_ENDIAN);
    for (Entry entry : entries) {
      int offset = jar.position();
      header(jar.putInt(0x04034b50), entry, time).put(entry.name).put(entry.packed);
      header(directory.putInt(0x02014b50).putShort((short) 20), entry, time);
      directory.putShort((short) 0).putInt(0).putInt(0).putInt(offset).put(entry.name);
    }
    int start = jar.position();
    jar.put(directory.flip())
        .putInt(0x06054b50)
        .putInt(0)
        .putShort((short) entries.size())
        .putShort((short) entries.size());
    jar.putInt(jar.position() - 12 - start).putInt(start).putShort((short) 0);
    Files.write(Path.of(arguments[1]), jar.array());
  }

  /** What a local header and one of the directory have in common. */
  private static ByteBuffer header(ByteBuffer out, Entry entry, LocalDateTime time) {
    boolean stored = entry.packed.length == entry.length;
    out.putShort((short) (stored ? 10 : 20)).putShort((short) 0).putShort((short) (stored ? 0 : 8));
    out.putShort((short) (time.getHour() << 11 | time.getMinute() << 5 | time.getSecond() / 2));
    out.putShort(
        (short) (time.getYear() - 1980 << 9 | time.getMonthValue() << 5 | time.getDayOfMonth()));
    out.putInt(entry.crc).putInt(entry.packed.length).putInt(entry.length);
    return out.putShort((short) entry.name.length).putShort((short) 0);
  }

  private static Entry entry(Path folder, Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      Options options = new Options(OutputFormat.DEFLATE, BlockSplitting.FIRST, ITERATIONS);
      new Zopfli(Math.max(content.length, 1)).compress(options, content, packed);
      CRC32 crc = new CRC32();
      crc.update(content);
      byte[] name =
          folder.relativize(file).toString().replace('\\', '/').getBytes(StandardCharsets.UTF_8);
      byte[] smaller = packed.size() < content.length ? packed.toByteArray() : content;
      return new Entry(name, (int) crc.getValue(), content.length, smaller);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
