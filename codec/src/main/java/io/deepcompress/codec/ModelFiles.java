package io.deepcompress.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.security.SecureRandom;

/**
 * Saves files so that whatever happens, a killed process or a full disk, the target is absent, old
 * or whole: the bytes go to a temporary file in the target's folder, are forced to the disk, and
 * take the target's name in one step.
 *
 * <p>A process that is killed can leave a temporary file behind; its name starts with {@code
 * .deepcompress-} and ends with {@code .tmp}.
 */
public final class ModelFiles {
  private static final int MOST_LINKS = 40;
  private static final SecureRandom RANDOM = new SecureRandom();

  private ModelFiles() {}

  /**
   * Saves a file; one that is already there is replaced and gives its permissions to the new one.
   * Where the target is a symbolic link, the file that it points to is replaced.
   *
   * @throws IOException if it cannot be saved; then the target is as it was before
   */
  public static void save(Path target, byte[] file) throws IOException {
    save(target, file, true);
  }

  /**
   * Saves a file under a name that is not taken.
   *
   * @throws FileAlreadyExistsException if something has that name, were it made at this moment
   * @throws IOException if it cannot be saved
   */
  public static void saveNew(Path target, byte[] file) throws IOException {
    save(target, file, false);
  }

  private static void save(Path target, byte[] file, boolean replace) throws IOException {
    Path place = followLinks(target);
    boolean exists = Files.exists(place, LinkOption.NOFOLLOW_LINKS);
    if (exists && !replace) {
      throw new FileAlreadyExistsException(target.toString());
    }
    if (Files.isDirectory(place)) {
      throw new FileSystemException(target.toString(), null, "is a folder");
    }
    Path folder = place.toAbsolutePath().getParent();
    Path temporary =
        folder.resolve(".deepcompress-" + Long.toHexString(RANDOM.nextLong()) + ".tmp");
    boolean created = false;
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        created = true;
        ByteBuffer buffer = ByteBuffer.wrap(file);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      if (exists) {
        copyPermissions(place, temporary);
      }
      if (replace) {
        Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
      } else {
        moveToFreeName(temporary, place);
      }
    } catch (IOException | RuntimeException | Error e) {
      if (created) {
        delete(temporary, e);
      }
      throw e;
    }
    force(folder);
  }

  /** The file that a name stands for, which need not exist. */
  private static Path followLinks(Path target) throws IOException {
    Path place = target;
    for (int links = 0; Files.isSymbolicLink(place); links++) {
      if (links == MOST_LINKS) {
        throw new FileSystemLoopException(target.toString());
      }
      place = place.resolveSibling(Files.readSymbolicLink(place));
    }
    return place;
  }

  /** A hard link, unlike a move, never replaces what somebody else has made meanwhile. */
  private static void moveToFreeName(Path temporary, Path place) throws IOException {
    try {
      Files.createLink(place, temporary);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // No hard links here: the name was free a moment ago, and a move is still all or nothing.
      Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    Files.delete(temporary);
  }

  private static void copyPermissions(Path from, Path to) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(Files.getPosixFilePermissions(from));
    }
  }

  private static void delete(Path temporary, Throwable cause) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Makes the new name last through a power cut, where folders can be opened. */
  private static void force(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException | UnsupportedOperationException e) {
      // Windows opens no folders; the file itself is safe.
    }
  }
}
