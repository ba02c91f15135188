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
import java.util.Arrays;
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
import proguard.classfile.attribute.CodeAttribute;
import proguard.classfile.attribute.InnerClassesAttribute;
import proguard.classfile.constant.ClassConstant;
import proguard.classfile.constant.Constant;
import proguard.classfile.constant.NameAndTypeConstant;
import proguard.classfile.constant.RefConstant;
import proguard.classfile.constant.StringConstant;
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
    byte[] packed = content;
    for (BlockSplitting splitting : BlockSplitting.values()) {
      byte[] other = deflate(content, splitting, ITERATIONS);
      packed = other.length < packed.length ? other : packed;
    }
    CRC32 crc = new CRC32();
    crc.update(content);
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    return new Entry(nameBytes, (int) crc.getValue(), content.length, packed);
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

  /** Orders of the kinds of constants, of which the first leaves them as they are. */
  private static final List<List<Integer>> KINDS =
      List.of(List.of(), kinds(Constant.NAME_AND_TYPE), kinds(Constant.INTEGER));

  /** Replaces the classes among the files. */
  static void replace(Map<String, byte[]> contents) {
    Map<String, ProgramClass> classes = new TreeMap<>();
    for (Map.Entry<String, byte[]> content : contents.entrySet()) {
      if (content.getKey().endsWith(".class") && !content.getKey().equals("module-info.class")) {
        ProgramClass type = read(content.getValue());
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
    byte[] plain = bytes(type);
    List<Integer> inlining = inlining(type);
    byte[] smallest = null;
    int least = Integer.MAX_VALUE;
    for (List<Integer> kinds : KINDS) {
      for (Comparator<String> order : ORDERS) {
        ProgramClass sorted = read(plain);
        sort(sorted, kinds, order);
        byte[] bytes = bytes(sorted);
        byte[] packed = SmallJar.deflate(bytes, BlockSplitting.NONE, ITERATIONS);
        if (packed.length < least && inlining(sorted).equals(inlining)) {
          least = packed.length;
          smallest = bytes;
        }
      }
    }
    for (int order = 0; order < 4; order++) {
      ProgramClass sorted = read(smallest);
      sortMembers(sorted, order % 2 == 0, order >= 2);
      byte[] bytes = bytes(sorted);
      byte[] packed = SmallJar.deflate(bytes, BlockSplitting.NONE, ITERATIONS);
      if (packed.length < least) {
        least = packed.length;
        smallest = bytes;
      }
    }
    return smallest;
  }

  /** Sorts methods or fields by their types, or by access first. */
  private static void sortMembers(ProgramClass type, boolean byAccess, boolean fields) {
    Comparator<Member> order = Comparator.comparing(member -> member.getDescriptor(type));
    if (byAccess) {
      order = Comparator.comparingInt(Member::getAccessFlags).thenComparing(order);
    }
    if (fields) {
      Arrays.sort(type.fields, 0, type.u2fieldsCount, order);
    } else {
      Arrays.sort(type.methods, 0, type.u2methodsCount, order);
    }
  }

  private static ProgramClass read(byte[] bytes) {
    ProgramClass type = new ProgramClass();
    type.accept(new ProgramClassReader(new DataInputStream(new ByteArrayInputStream(bytes))));
    return type;
  }

  private static byte[] bytes(ProgramClass type) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    type.accept(new ProgramClassWriter(new DataOutputStream(bytes)));
    return bytes.toByteArray();
  }

  /**
   * What each method is to C2, which inlines by length: up to 35 bytes, up to 325, or more. An
   * instruction that loads a constant takes a byte more where that one's number does not fit one.
   */
  private static List<Integer> inlining(ProgramClass type) {
    List<Integer> lengths = new ArrayList<>();
    for (int i = 0; i < type.u2methodsCount; i++) {
      for (int k = 0; k < type.methods[i].u2attributesCount; k++) {
        if (type.methods[i].attributes[k] instanceof CodeAttribute code) {
          lengths.add(code.u4codeLength <= 35 ? 0 : code.u4codeLength <= 325 ? 1 : 2);
        }
      }
    }
    return lengths;
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

  /**
   * Sorts the constants.
   *
   * @param kinds tags in their order, those of one kind sorted by what they refer to; none to leave
   *     all but texts where they are
   * @param order of texts
   */
  private static void sort(ProgramClass type, List<Integer> kinds, Comparator<String> order) {
    Constant[] pool = type.constantPool.clone();
    int[] moved = IntStream.range(0, type.u2constantPoolCount).toArray();
    List<Integer> texts = of(Constant.UTF8, pool, moved.length);
    List<Integer> places = List.copyOf(texts);
    if (!kinds.isEmpty()) {
      int first = 1;
      for (int kind : kinds.subList(0, kinds.indexOf(Constant.UTF8))) {
        first += of(kind, pool, moved.length).size() * slots(kind);
      }
      places = IntStream.range(first, first + texts.size()).boxed().toList();
    }
    texts.sort(Comparator.comparing(type::getString, order));
    for (int i = 0; i < places.size(); i++) {
      type.constantPool[places.get(i)] = pool[texts.get(i)];
      moved[texts.get(i)] = places.get(i);
    }
    int to = 1;
    for (int kind : kinds) {
      if (kind == Constant.UTF8) {
        to += texts.size();
        continue;
      }
      List<Integer> same = of(kind, pool, moved.length);
      same.sort(Comparator.comparingLong(i -> references(pool[i], moved)));
      for (int i : same) {
        type.constantPool[to] = pool[i];
        Arrays.fill(type.constantPool, to + 1, to + slots(kind), null);
        moved[i] = to;
        to += slots(kind);
      }
    }
    ConstantPoolRemapper remapper = new ConstantPoolRemapper();
    remapper.setConstantIndexMap(moved);
    remapper.visitProgramClass(type);
  }

  /** Indexes of the constants of a kind. */
  private static List<Integer> of(int kind, Constant[] pool, int count) {
    List<Integer> found = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      if (pool[i] != null && pool[i].getTag() == kind) {
        found.add(i);
      }
    }
    return found;
  }

  private static int slots(int kind) {
    return kind == Constant.LONG || kind == Constant.DOUBLE ? 2 : 1;
  }

  /** New indexes of what a constant refers to. */
  private static long references(Constant constant, int[] moved) {
    if (constant instanceof StringConstant string) {
      return moved[string.u2stringIndex];
    } else if (constant instanceof ClassConstant type) {
      return moved[type.u2nameIndex];
    } else if (constant instanceof NameAndTypeConstant pair) {
      return (long) moved[pair.u2nameIndex] << 16 | moved[pair.u2descriptorIndex];
    } else if (constant instanceof RefConstant member) {
      return (long) moved[member.u2classIndex] << 16 | moved[member.u2nameAndTypeIndex];
    }
    return 0;
  }

  /** All kinds, with texts in front of one of the others. */
  private static List<Integer> kinds(int afterTexts) {
    List<Integer> kinds = new ArrayList<>();
    // What instructions load comes first, since a number above 255 makes some of them longer.
    kinds.addAll(List.of(Constant.INTEGER, Constant.FLOAT, Constant.STRING, Constant.CLASS));
    kinds.addAll(List.of(Constant.METHOD_HANDLE, Constant.METHOD_TYPE, Constant.DYNAMIC));
    kinds.addAll(List.of(Constant.INVOKE_DYNAMIC, Constant.LONG, Constant.DOUBLE));
    kinds.addAll(List.of(Constant.NAME_AND_TYPE, Constant.FIELDREF));
    kinds.addAll(List.of(Constant.METHODREF, Constant.INTERFACE_METHODREF));
    kinds.add(kinds.indexOf(afterTexts), Constant.UTF8);
    return kinds;
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
