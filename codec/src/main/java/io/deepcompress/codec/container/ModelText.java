package io.deepcompress.codec.container;

import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelFormatException.Code;
import io.deepcompress.codec.network.Network;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The text section: names, labels and provenance, each only where there are any.
 *
 * <pre>
 * byte       bit 0 names, bit 1 labels, bit 2 provenance; at least one
 * names      one string a value (inputs, then nodes); empty for a generated name
 * labels     varint count, strings
 * provenance varint count, pairs of strings: key and value, keys ascending
 * </pre>
 *
 * @param names of inputs and nodes, or empty for generated names
 * @param labels class names
 * @param provenance keys and values
 */
public record ModelText(List<String> names, List<String> labels, Map<String, String> provenance) {
  private static final int NAMES = 1;
  private static final int LABELS = 2;
  private static final int PROVENANCE = 4;

  /** Names of all inputs and nodes of a network, in the order of the section. */
  public static List<String> namesOf(Network network) {
    List<String> names = new ArrayList<>();
    for (int value = 0; value < network.valueCount(); value++) {
      names.add(network.name(value));
    }
    return names;
  }

  /** Whether there is nothing to write. */
  public boolean isEmpty() {
    return names.isEmpty() && labels.isEmpty() && provenance.isEmpty();
  }

  /** Writes the payload. */
  public void write(List<String> generated, ByteWriter out) {
    out.u8(
        (names.isEmpty() ? 0 : NAMES)
            | (labels.isEmpty() ? 0 : LABELS)
            | (provenance.isEmpty() ? 0 : PROVENANCE));
    TextCoder text = new TextCoder();
    for (int i = 0; i < names.size(); i++) {
      text.write(names.get(i).equals(generated.get(i)) ? "" : names.get(i), out);
    }
    if (!labels.isEmpty()) {
      out.varint(labels.size());
      labels.forEach(label -> text.write(label, out));
    }
    if (!provenance.isEmpty()) {
      out.varint(provenance.size());
      provenance.forEach(
          (key, value) -> {
            text.write(key, out);
            text.write(value, out);
          });
    }
  }

  /**
   * Reads a payload.
   *
   * @param generated the names that an empty string stands for
   * @param limit most bytes of all strings
   */
  public static ModelText read(ByteReader in, List<String> generated, int limit)
      throws ModelFormatException {
    int start = in.position();
    int parts = in.u8();
    if (parts > (NAMES | LABELS | PROVENANCE)) {
      throw in.unknown(start, "unknown kind of text");
    }
    in.requireCanonical(parts != 0, start, "an empty text section is not written");
    Strings strings = new Strings(in, limit);
    List<String> names = List.of();
    if ((parts & NAMES) != 0) {
      names = readNames(strings, generated);
    }
    List<String> labels = List.of();
    if ((parts & LABELS) != 0) {
      int count = strings.count("labels");
      labels = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        labels.add(strings.next());
      }
    }
    Map<String, String> provenance = Map.of();
    if ((parts & PROVENANCE) != 0) {
      provenance = readProvenance(strings);
    }
    in.requireEnd();
    return new ModelText(names, labels, provenance);
  }

  private static List<String> readNames(Strings strings, List<String> generated)
      throws ModelFormatException {
    int start = strings.in.position();
    List<String> names = new ArrayList<>();
    for (String otherwise : generated) {
      int at = strings.in.position();
      String name = strings.next();
      strings.in.requireCanonical(!name.equals(otherwise), at, "a generated name is not written");
      names.add(name.isEmpty() ? otherwise : name);
    }
    strings.in.requireCanonical(!names.equals(generated), start, "no name is of its own");
    return names;
  }

  private static Map<String, String> readProvenance(Strings strings) throws ModelFormatException {
    int count = strings.count("provenance entries");
    TreeMap<String, String> provenance = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      int at = strings.in.position();
      String key = strings.next();
      strings.in.requireCanonical(
          provenance.isEmpty() || provenance.lastKey().compareTo(key) < 0,
          at,
          "the provenance's keys do not ascend");
      provenance.put(key, strings.next());
    }
    return Collections.unmodifiableMap(provenance);
  }

  /** Strings within a limit on all of them together. */
  private static final class Strings {
    private final ByteReader in;
    private final TextCoder text = new TextCoder();
    private int left;

    private Strings(ByteReader in, int limit) {
      this.in = in;
      this.left = limit;
    }

    private String next() throws ModelFormatException {
      String next = text.read(in, left);
      left -= text.length();
      return next;
    }

    /** A count of strings, which is not zero. */
    private int count(String what) throws ModelFormatException {
      int start = in.position();
      int count = in.count(what);
      if (count > left) {
        throw new ModelFormatException(
            Code.LIMIT, start, in.section(), count + " " + what + " are more than the limit");
      }
      in.requireCanonical(count != 0, start, "an empty list is not written");
      return count;
    }
  }
}
