package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
  private static final byte[] OLD = bytes(1, 3000);
  private static final byte[] NEW = bytes(2, 5000);

  @TempDir Path folder;

  private static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void savesReplacesAndLeavesNothingElse() throws IOException {
    Path target = folder.resolve("model.dcz");
    ModelFiles.save(target, OLD);
    assertThat(target).hasBinaryContent(OLD);
    ModelFiles.save(target, NEW);
    assertThat(target).hasBinaryContent(NEW);
    ModelFiles.save(target, new byte[0]);
    assertThat(target).hasBinaryContent(new byte[0]);
    assertThat(names(folder)).containsExactly("model.dcz");
  }

  @Test
  void savesUnderANameWithoutAFolder() throws IOException {
    try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
      ModelFiles.save(files.getPath("model.dcz"), NEW);
      assertThat(files.getPath("/work/model.dcz")).hasBinaryContent(NEW);
    }
  }

  @Test
  void aReplacedFileGivesItsPermissions() throws IOException {
    Path target = folder.resolve("model.dcz");
    ModelFiles.save(target, OLD);
    assumeTrue(
        Files.getFileStore(target).supportsFileAttributeView("posix"), "no POSIX permissions here");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r-----"));
    ModelFiles.save(target, NEW);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void aNewFileReplacesNothing() throws IOException {
    Path target = folder.resolve("model.dcz");
    ModelFiles.saveNew(target, OLD);
    assertThatThrownBy(() -> ModelFiles.saveNew(target, NEW))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("model.dcz");
    assertThat(target).hasBinaryContent(OLD);
    assertThat(names(folder)).containsExactly("model.dcz");
  }

  @Test
  void followsSymbolicLinks() throws IOException {
    Path inside = Files.createDirectory(folder.resolve("store"));
    Path real = inside.resolve("real.dcz");
    Path link = Files.createSymbolicLink(folder.resolve("link.dcz"), Path.of("store/real.dcz"));
    Path second = Files.createSymbolicLink(folder.resolve("second.dcz"), link);
    ModelFiles.save(second, OLD);
    assertThat(real).hasBinaryContent(OLD);
    ModelFiles.save(link, NEW);
    assertThat(real).hasBinaryContent(NEW);
    assertThat(link).isSymbolicLink();
    assertThat(second).isSymbolicLink();
    assertThat(names(inside)).containsExactly("real.dcz");
    assertThatThrownBy(() -> ModelFiles.saveNew(link, OLD))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void refusesLinksThatGoInCircles() throws IOException {
    Path a = folder.resolve("a.dcz");
    Path b = Files.createSymbolicLink(folder.resolve("b.dcz"), a);
    Files.createSymbolicLink(a, b);
    assertThatThrownBy(() -> ModelFiles.save(a, NEW)).isInstanceOf(FileSystemLoopException.class);
    assertThat(names(folder)).containsExactly("a.dcz", "b.dcz");
  }

  @Test
  void refusesAFolderAndAMissingFolder() throws IOException {
    Path sub = Files.createDirectory(folder.resolve("sub"));
    assertThatThrownBy(() -> ModelFiles.save(sub, NEW))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("is a folder");
    assertThatThrownBy(() -> ModelFiles.save(folder.resolve("none/model.dcz"), NEW))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(names(folder)).containsExactly("sub");
    assertThat(names(sub)).isEmpty();
  }

  @Test
  void aFolderThatCannotBeWrittenKeepsItsFile() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Path target = closed.resolve("model.dcz");
    ModelFiles.save(target, OLD);
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      if (Files.isWritable(closed)) {
        // The superuser writes everywhere, but not here.
        closed = Path.of("/proc/self");
        assumeTrue(Files.isDirectory(closed), "no folder here that a superuser cannot write");
        Path odd = closed.resolve("model.dcz");
        assertThatThrownBy(() -> ModelFiles.save(odd, NEW)).isInstanceOf(IOException.class);
      } else {
        assertThatThrownBy(() -> ModelFiles.save(target, NEW)).isInstanceOf(IOException.class);
        assertThat(names(target.getParent())).containsExactly("model.dcz");
      }
      assertThat(target).hasBinaryContent(OLD);
    } finally {
      Files.setPosixFilePermissions(
          target.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void aFullDiskLeavesTheOldFileOrNone() throws IOException {
    int failures = 0;
    int successes = 0;
    for (int blocks = 1; blocks <= 18; blocks++) {
      for (boolean old : new boolean[] {true, false}) {
        Configuration small =
            Configuration.unix().toBuilder().setBlockSize(512).setMaxSize(blocks * 512L).build();
        try (FileSystem files = Jimfs.newFileSystem(small)) {
          Path target = files.getPath("/work/model.dcz");
          if (old && blocks * 512 >= OLD.length) {
            Files.write(target, OLD);
          }
          boolean was = Files.exists(target);
          try {
            ModelFiles.save(target, NEW);
            assertThat(target).hasBinaryContent(NEW);
            successes++;
          } catch (IOException e) {
            assertThat(Files.exists(target)).isEqualTo(was);
            assertThat(!was || Arrays.equals(Files.readAllBytes(target), OLD)).isTrue();
            failures++;
          }
          assertThat(names(files.getPath("/work")))
              .isEqualTo(Files.exists(target) ? List.of("model.dcz") : List.of());
        }
      }
    }
    assertThat(failures).isGreaterThan(20);
    assertThat(successes).isGreaterThan(5);
  }

  @Test
  void theTargetMayBeTheSource() throws Exception {
    Path path = folder.resolve("model.dcz");
    CompressedModel model = RandomModels.model(7);
    ModelFiles.save(path, ModelWriter.write(model, WriteOptions.DEFAULT));
    CompressedModel read = ModelReader.read(path);
    ModelFiles.save(path, ModelWriter.write(read, new WriteOptions(Entropy.RANGE, false, 1)));
    Models.assertSame(read, model);
    Models.assertSame(ModelReader.read(path), model);
  }
}
