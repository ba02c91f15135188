package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every small change of every golden file is noticed, and ends in the one exception. */
class MutationTest {
  /** Files up to this length get every byte value inserted at every place, longer ones three. */
  private static final int SHORT = 200;

  private static Stream<DynamicTest> each(Consumer<byte[]> test) {
    return Golden.all().stream()
        .map(golden -> DynamicTest.dynamicTest(golden.name(), () -> run(test, golden.file())));
  }

  /** On a thread of its own, whose short stack makes a million exceptions cheap. */
  private static void run(Consumer<byte[]> test, byte[] file) throws InterruptedException {
    Throwable[] failure = new Throwable[1];
    Thread thread = new Thread(() -> test.accept(file));
    thread.setUncaughtExceptionHandler((of, thrown) -> failure[0] = thrown);
    thread.start();
    thread.join();
    if (failure[0] != null) {
      throw new AssertionError(failure[0].getMessage(), failure[0]);
    }
  }

  private static void mustRefuse(byte[] mutant, byte[] original, String change) {
    try {
      ModelReader.verify(mutant, DecodeLimits.DEFAULT, 1);
    } catch (ModelFormatException e) {
      return;
    } catch (RuntimeException | Error e) {
      fail(change, e);
    }
    if (!Arrays.equals(mutant, original)) {
      fail(change + " was not noticed");
    }
  }

  @TestFactory
  Stream<DynamicTest> bitFlips() {
    return each(
        file -> {
          byte[] mutant = file.clone();
          for (int bit = 0; bit < 8 * file.length; bit++) {
            mutant[bit / 8] ^= (byte) (1 << bit % 8);
            mustRefuse(mutant, file, "bit " + bit % 8 + " of byte " + bit / 8);
            mutant[bit / 8] = file[bit / 8];
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> truncations() {
    return each(
        file -> {
          for (int length = 0; length < file.length; length++) {
            mustRefuse(Arrays.copyOf(file, length), file, "cut to " + length);
            mustRefuse(
                Arrays.copyOfRange(file, file.length - length, file.length),
                file,
                "without the first " + (file.length - length));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> deletedBytes() {
    return each(
        file -> {
          for (int at = 0; at < file.length; at++) {
            byte[] mutant = Arrays.copyOf(file, file.length - 1);
            System.arraycopy(file, at + 1, mutant, at, file.length - 1 - at);
            mustRefuse(mutant, file, "without byte " + at);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> insertedBytes() {
    return each(
        file -> {
          Random random = new Random(file.length);
          byte[] mutant = new byte[file.length + 1];
          for (int at = 0; at <= file.length; at++) {
            System.arraycopy(file, 0, mutant, 0, at);
            System.arraycopy(file, at, mutant, at + 1, file.length - at);
            if (file.length <= SHORT) {
              for (int value = 0; value < 256; value++) {
                mutant[at] = (byte) value;
                mustRefuse(mutant, file, value + " before byte " + at);
              }
            } else {
              for (int value : new int[] {0, file[Math.max(0, at - 1)], random.nextInt()}) {
                mutant[at] = (byte) value;
                mustRefuse(mutant, file, value + " before byte " + at);
              }
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> appendedBytes() {
    return each(
        file -> {
          Random random = new Random(file.length);
          for (int more = 1; more <= 64; more++) {
            byte[] mutant = Arrays.copyOf(file, file.length + more);
            mustRefuse(mutant, file, more + " zeros");
            Arrays.fill(mutant, file.length, mutant.length, (byte) 0xff);
            mustRefuse(mutant, file, more + " ones");
            for (int i = 0; i < more; i++) {
              mutant[file.length + i] = (byte) random.nextInt();
            }
            mustRefuse(mutant, file, more + " random bytes");
            for (int i = 0; i < more; i++) {
              mutant[file.length + i] = file[i % file.length];
            }
            mustRefuse(mutant, file, more + " of its own bytes");
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> swappedRepeatedAndMissingSections() {
    return each(
        file -> {
          List<byte[]> parts = Sections.split(file);
          for (int i = 1; i < parts.size(); i++) {
            for (int j = i + 1; j < parts.size(); j++) {
              List<byte[]> swapped = new ArrayList<>(parts);
              Collections.swap(swapped, i, j);
              mustRefuse(Sections.join(swapped), file, "sections " + i + " and " + j);
            }
            List<byte[]> fewer = new ArrayList<>(parts);
            fewer.remove(i);
            mustRefuse(Sections.join(fewer), file, "without section " + i);
            List<byte[]> more = new ArrayList<>(parts);
            more.add(i, parts.get(i));
            mustRefuse(Sections.join(more), file, "section " + i + " twice");
          }
        });
  }

  /** A section of another file in the place of one's own; only the whole other file is a model. */
  @TestFactory
  Stream<DynamicTest> splicedSections() throws Exception {
    List<byte[]> files = new ArrayList<>();
    for (Golden golden : Golden.all()) {
      files.add(golden.file());
    }
    return each(
        file -> {
          List<byte[]> parts = Sections.split(file);
          for (byte[] other : files) {
            List<byte[]> donors = Sections.split(other);
            for (int i = 1; i < parts.size(); i++) {
              for (int j = 1; j < donors.size(); j++) {
                List<byte[]> spliced = new ArrayList<>(parts);
                spliced.set(i, donors.get(j));
                byte[] mutant = Sections.join(spliced);
                mustRefuse(
                    mutant, Arrays.equals(mutant, other) ? other : file, i + " replaced by " + j);
              }
            }
          }
        });
  }
}
