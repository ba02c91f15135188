import com.googlecode.pngtastic.core.processing.zopfli.Options;
import com.googlecode.pngtastic.core.processing.zopfli.Options.BlockSplitting;
import com.googlecode.pngtastic.core.processing.zopfli.Options.OutputFormat;
import com.googlecode.pngtastic.core.processing.zopfli.Zopfli;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import proguard.classfile.AccessConstants;
import proguard.classfile.Member;
import proguard.classfile.ProgramClass;
import proguard.classfile.attribute.InnerClassesAttribute;
import proguard.classfile.constant.Constant;
import proguard.classfile.constant.RefConstant;
import proguard.classfile.constant.Utf8Constant;
import proguard.classfile.editor.AttributesEditor;
import proguard.classfile.editor.ConstantPoolRemapper;
import proguard.classfile.editor.ConstantPoolShrinker;
import proguard.classfile.io.ProgramClassReader;
import proguard.classfile.io.ProgramClassWriter;

/**
 * Packs a folder into a jar as small as may be, with the same bytes for the same files: classes
 * without what no one reads, entries in the order of their names, deflated by Zopfli or stored, and
 * nothing in their headers that can be left out.
 *
 * <p>{@code java SmallJar.java FOLDER JAR TIMESTAMP}
 */
class SmallJar {
  private static final int ITERATIONS = 200;

  private record Entry(byte[] name, int crc, int length, byte[] packed) {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        contents.put(name, Files.readAllBytes(file));
      }
    }
    SmallClasses.replace(contents);
    List<Entry> entries =
        List.copyOf(contents.entrySet()).parallelStream()
            .map(content -> entry(content.getKey(), content.getValue()))
            .toList();
    int headers = entries.stream().mapToInt(entry -> 76 + 2 * entry.name.length).sum() + 22;
    int data = entries.stream().mapToInt(entry -> entry.packed.length).sum();
    ByteBuffer jar = ByteBuffer.allocate(headers + data).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer directory = ByteBuffer.allocate(headers).order(ByteOrder.LITTLE_ENDIAN);
    LocalDateTime time = LocalDateTime.parse(arguments[2], DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    for (Entry entry : entries) {
      int offset = jar.position();
      header(jar.putInt(0x04034b50), entry, time).put(entry.name).put(entry.packed);
      header(directory.putInt(0x02014b50).putShort((short) 20), entry, time);
      directory.putShort((short) 0).putInt(0).putInt(0).putInt(offset).put(entry.name);
    }
    int start = jar.position();
    short count = (short) entries.size();
    jar.put(directory.flip()).putInt(0x06054b50).putInt(0).putShort(count).putShort(count);
    jar.putInt(directory.limit()).putInt(start).putShort((short) 0);
    Files.write(Path.of(arguments[1]), jar.array());
  }

  /** What a local header and one of the directory have in common. */
  private static ByteBuffer header(ByteBuffer out, Entry entry, LocalDateTime time) {
    boolean stored = entry.packed.length == entry.length;
    out.putShort((short) (stored ? 10 : 20)).putShort((short) 0).putShort((short) (stored ? 0 : 8));
    out.putShort((short) (time.getHour() << 11 | time.getMinute() << 5 | time.getSecond() / 2));
    int months = (time.getYear() - 1980) << 4 | time.getMonthValue();
    out.putShort((short) (months << 5 | time.getDayOfMonth()));
    out.putInt(entry.crc).putInt(entry.packed.length).putInt(entry.length);
    return out.putShort((short) entry.name.length).putShort((short) 0);
  }

  private static Entry entry(String name, byte[] content) {
    byte[] packed = deflate(content, BlockSplitting.FIRST, ITERATIONS);
    CRC32 crc = new CRC32();
    crc.update(content);
    byte[] smaller = packed.length < content.length ? packed : content;
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    return new Entry(nameBytes, (int) crc.getValue(), content.length, smaller);
  }

  static byte[] deflate(byte[] content, BlockSplitting splitting, int iterations) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try {
      Options options = new Options(OutputFormat.DEFLATE, splitting, iterations);
      new Zopfli(Math.max(content.length, 1)).compress(options, content, packed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}

/** Leaves out of classes what ProGuard keeps though nobody reads it. */
class SmallClasses {
  /** Enough, without a division into blocks, to tell which order of texts deflates best. */
  private static final int ITERATIONS = 15;

  /** Texts of a kind, and within it of a length or with the same ends, deflate well together. */
  private static final List<Comparator<String>> ORDERS = orders();

  /** Replaces the classes among the files. */
  static void replace(Map<String, byte[]> contents) throws IOException {
    Map<String, ProgramClass> classes = new TreeMap<>();
    for (Map.Entry<String, byte[]> content : contents.entrySet()) {
      if (content.getKey().endsWith(".class") && !content.getKey().equals("module-info.class")) {
        ProgramClass type = new ProgramClass();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(content.getValue()));
        type.accept(new ProgramClassReader(in));
        classes.put(type.getName(), type);
      }
    }
    for (ProgramClass type : classes.values()) {
      checkAccess(type, classes);
    }
    Map<String, byte[]> smaller = new ConcurrentHashMap<>();
    classes.values().parallelStream()
        .forEach(type -> smaller.put(type.getName() + ".class", small(type)));
    contents.putAll(smaller);
  }

  private static byte[] small(ProgramClass type) {
    AttributesEditor attributes = new AttributesEditor(type, false);
    attributes.deleteAttribute("NestHost");
    attributes.deleteAttribute("NestMembers");
    if (attributes.findAttribute("InnerClasses") instanceof InnerClassesAttribute inner) {
      removeLookup(type, inner, attributes);
    }
    new ConstantPoolShrinker().visitProgramClass(type);
    byte[] smallest = null;
    int least = Integer.MAX_VALUE;
    for (Comparator<String> order : ORDERS) {
      sortTexts(type, order);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      type.accept(new ProgramClassWriter(new DataOutputStream(bytes)));
      byte[] packed = SmallJar.deflate(bytes.toByteArray(), BlockSplitting.NONE, ITERATIONS);
      if (packed.length < least) {
        least = packed.length;
        smallest = bytes.toByteArray();
      }
    }
    return smallest;
  }

  /** Nests serve the access to private members of another class, and ProGuard leaves none. */
  private static void checkAccess(ProgramClass type, Map<String, ProgramClass> classes) {
    for (int i = 1; i < type.u2constantPoolCount; i++) {
      if (type.constantPool[i] instanceof RefConstant reference) {
        String name = reference.getName(type);
        String descriptor = reference.getType(type);
        ProgramClass target = classes.get(reference.getClassName(type));
        if (target != null && target != type) {
          Member field = target.findField(name, descriptor);
          Member member = field == null ? target.findMethod(name, descriptor) : field;
          if (member != null && (member.getAccessFlags() & AccessConstants.PRIVATE) != 0) {
            throw new IllegalStateException(
                type.getName() + " needs its nest, for " + target.getName() + '.' + name);
          }
        }
      }
    }
  }

  /** A class that uses invokedynamic describes MethodHandles.Lookup, which describes itself. */
  private static void removeLookup(
      ProgramClass type, InnerClassesAttribute inner, AttributesEditor attributes) {
    int kept = 0;
    for (int i = 0; i < inner.u2classesCount; i++) {
      int name = inner.classes[i].u2innerClassIndex;
      if (!type.getClassName(name).equals("java/lang/invoke/MethodHandles$Lookup")) {
        inner.classes[kept++] = inner.classes[i];
      }
    }
    inner.u2classesCount = kept;
    if (kept == 0) {
      attributes.deleteAttribute(inner.getAttributeName(type));
    }
  }

  private static void sortTexts(ProgramClass type, Comparator<String> order) {
    Constant[] pool = type.constantPool.clone();
    int[] texts =
        IntStream.range(1, type.u2constantPoolCount)
            .filter(i -> pool[i] instanceof Utf8Constant)
            .toArray();
    List<Integer> sorted =
        IntStream.of(texts).boxed().sorted(Comparator.comparing(type::getString, order)).toList();
    int[] moved = IntStream.range(0, type.u2constantPoolCount).toArray();
    for (int i = 0; i < texts.length; i++) {
      type.constantPool[texts[i]] = pool[sorted.get(i)];
      moved[sorted.get(i)] = texts[i];
    }
    ConstantPoolRemapper remapper = new ConstantPoolRemapper();
    remapper.setConstantIndexMap(moved);
    remapper.visitProgramClass(type);
  }

  private static List<Comparator<String>> orders() {
    Comparator<String> length = Comparator.comparingInt(String::length);
    Comparator<String> start = Comparator.naturalOrder();
    Comparator<String> end =
        Comparator.comparing(text -> new StringBuilder(text).reverse().toString());
    List<Comparator<String>> orders = new ArrayList<>();
    // Ranks of names, classes, types of fields and of methods, and messages.
    for (int[] ranks : new int[][] {{0, 1, 2, 3, 4}, {0, 1, 3, 4, 2}, {4, 3, 2, 1, 0}}) {
      Comparator<String> kind = Comparator.comparingInt(text -> ranks[kind(text)]);
      orders.add(kind.thenComparing(length).thenComparing(start));
      orders.add(kind.thenComparing(length).thenComparing(end));
      orders.add(kind.thenComparing(start));
      orders.add(kind.thenComparing(end));
    }
    return orders;
  }

  private static int kind(String text) {
    if (text.startsWith("(")) {
      return 3;
    }
    if (text.startsWith("[") || text.endsWith(";")) {
      return 2;
    }
    return text.contains("/") ? 1 : text.contains(" ") ? 4 : 0;
  }
}
