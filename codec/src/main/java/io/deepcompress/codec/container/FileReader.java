package io.deepcompress.codec.container;

import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelFormatException.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** Finds the sections of a file and checks the checksum of each before anything in it is read. */
public final class FileReader {
  private static final String HEADER = "header";

  private final byte[] file;
  private final CRC32C checksum = new CRC32C();
  private final List<Section> sections = new ArrayList<>();
  private int minor;
  private int tensorSections;
  private int tensorBytes;
  private boolean textSeen;
  private int unknownSections;

  private FileReader(byte[] file) {
    this.file = file;
  }

  /**
   * A file's frame.
   *
   * @param minorVersion of the file
   * @param sections in their order: network, tensors, text, with unknown ones anywhere after the
   *     first
   */
  public record Frame(int minorVersion, List<Section> sections) {}

  /**
   * Reads header and frames.
   *
   * @throws ModelFormatException if they are not those of a whole, unchanged file of this major
   *     version
   */
  public static Frame read(byte[] file) throws ModelFormatException {
    return new FileReader(file).read();
  }

  private Frame read() throws ModelFormatException {
    readHeader();
    int position = FileFormat.HEADER_LENGTH;
    boolean last = false;
    while (!last) {
      if (position == file.length) {
        throw new ModelFormatException(
            Code.TRUNCATED, position, HEADER, "the file ends without its last section");
      }
      last = (file[position] & FileFormat.LAST) != 0;
      position = readSection(position);
    }
    if (position != file.length) {
      Section section = sections.get(sections.size() - 1);
      throw new ModelFormatException(
          Code.TRAILING_BYTES,
          position,
          section.name(),
          file.length - position + " bytes after the last section");
    }
    return new Frame(minor, List.copyOf(sections));
  }

  private void readHeader() throws ModelFormatException {
    byte[] magic = FileFormat.magic();
    int common = Math.min(file.length, magic.length);
    if (file.length == 0 || !Arrays.equals(file, 0, common, magic, 0, common)) {
      throw new ModelFormatException(Code.NOT_A_MODEL, 0, HEADER, "not a .dcz file");
    }
    if (file.length < FileFormat.HEADER_LENGTH) {
      throw new ModelFormatException(
          Code.TRUNCATED, file.length, HEADER, "the file ends in its header");
    }
    int major = file[magic.length] & 0xff;
    minor = file[magic.length + 1] & 0xff;
    if (major != FileFormat.MAJOR) {
      throw new ModelFormatException(
          Code.UNSUPPORTED_VERSION,
          magic.length,
          HEADER,
          "version "
              + major
              + "."
              + minor
              + (major > FileFormat.MAJOR
                  ? ": the file needs a reader of version >= " + major + "." + minor
                  : " is older than any that can be read"));
    }
    checksum.update(file, 0, FileFormat.HEADER_LENGTH);
  }

  /** Reads the section at an offset and gives the offset after it. */
  private int readSection(int start) throws ModelFormatException {
    int type = file[start] & 0xff & ~FileFormat.LAST;
    String name = name(type);
    ByteReader in = new ByteReader(file, start + 1, file.length, name, minor);
    int length = (int) in.varint(Integer.MAX_VALUE, "section length");
    int payload = in.position();
    if (length > in.remaining() - 4) {
      throw new ModelFormatException(
          Code.TRUNCATED,
          start,
          name,
          "a section of " + length + " bytes and a checksum, with " + in.remaining() + " left");
    }
    checksum.update(file, start, payload - start + length);
    in.skip(length);
    int payloadEnd = in.position();
    int stored = in.i32();
    if (stored != (int) checksum.getValue()) {
      throw new ModelFormatException(
          Code.CHECKSUM,
          start,
          name,
          String.format(
              "checksum %08x in the file, %08x of its bytes", stored, (int) checksum.getValue()));
    }
    Section section = new Section(type, name, start, payload, payloadEnd, in.position());
    requireOrder(section, in);
    sections.add(section);
    return section.end();
  }

  private String name(int type) {
    return switch (type) {
      case FileFormat.NETWORK -> "network";
      case FileFormat.TENSORS -> "tensors " + (tensorSections + 1);
      case FileFormat.TEXT -> "text";
      default -> "section of type " + type;
    };
  }

  private void requireOrder(Section section, ByteReader in) throws ModelFormatException {
    int type = section.type();
    if (sections.isEmpty() && type != FileFormat.NETWORK) {
      throw in.unknown(section.start(), "the first section is not the network");
    }
    switch (type) {
      case FileFormat.NETWORK -> {
        if (!sections.isEmpty()) {
          throw in.invalid(section.start(), "a second network");
        }
        tensorBytes = section.payloadLength();
      }
      case FileFormat.TENSORS -> {
        requireNoText(section, in);
        in.requireCanonical(
            tensorBytes >= FileFormat.SECTION_TARGET,
            section.start(),
            "the section before these tensors has room for them");
        tensorBytes = section.payloadLength();
        tensorSections++;
      }
      case FileFormat.TEXT -> {
        requireNoText(section, in);
        textSeen = true;
      }
      default -> {
        if ((type & FileFormat.ANCILLARY) == 0) {
          throw in.unknown(section.start(), "unknown critical section of type " + type);
        }
        if (++unknownSections > FileFormat.MAX_UNKNOWN_SECTIONS) {
          throw in.invalid(
              section.start(),
              "more than " + FileFormat.MAX_UNKNOWN_SECTIONS + " unknown sections");
        }
      }
    }
  }

  private void requireNoText(Section section, ByteReader in) throws ModelFormatException {
    if (textSeen) {
      throw in.invalid(section.start(), "stands after the text");
    }
  }
}
