package io.deepcompress.pipeline;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.pipeline.importer.ImportOptions;
import io.deepcompress.runtime.LoadOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How {@link Compressor} works, besides the recipe.
 *
 * @param output the file to write
 * @param overwrite whether a file that is there already may be replaced
 * @param workDir where the state after each stage is kept, to go on after a crash; or empty
 * @param seed of everything random
 * @param threads most threads to use, at least 1
 * @param entropy coding in place of the recipe's; or empty
 * @param strip whether names, labels and provenance are left out of the file
 * @param importing limits and input shapes for reading the original
 * @param preprocessing of the input, in place of what the original says; or empty
 * @param labels class names for the file, or empty
 * @param floatLayers layers that INT8 leaves in float, named as in a recipe; or empty
 * @param progress is told how it goes
 * @param heldOut whether original and file are also scored on training samples held out
 * @param cancelled asked often; once true, the compression ends with a CancellationException
 */
public record CompressOptions(
    Path output,
    boolean overwrite,
    Optional<Path> workDir,
    long seed,
    int threads,
    Optional<Coding> entropy,
    boolean strip,
    ImportOptions importing,
    Optional<Preprocessing> preprocessing,
    List<String> labels,
    List<String> floatLayers,
    Progress progress,
    boolean heldOut,
    BooleanSupplier cancelled) {

  /** Checks the fields and copies the lists. */
  public CompressOptions {
    Objects.requireNonNull(output);
    Objects.requireNonNull(workDir);
    Objects.requireNonNull(entropy);
    Objects.requireNonNull(importing);
    Objects.requireNonNull(preprocessing);
    Objects.requireNonNull(progress);
    Objects.requireNonNull(cancelled);
    labels = List.copyOf(labels);
    floatLayers = List.copyOf(floatLayers);
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads");
    }
  }

  /** Seed 1, all processors, nothing overwritten, no work folder. */
  public static CompressOptions to(Path output) {
    return new CompressOptions(
        output,
        false,
        Optional.empty(),
        1,
        LoadOptions.DEFAULT.threads(),
        Optional.empty(),
        false,
        ImportOptions.DEFAULT,
        Optional.empty(),
        List.of(),
        List.of(),
        Progress.NONE,
        false,
        () -> false);
  }

  /** The same with another permission to overwrite. */
  public CompressOptions withOverwrite(boolean value) {
    return changed(copy -> copy.overwrite = value);
  }

  /** The same with a work folder. */
  public CompressOptions withWorkDir(Path value) {
    return changed(copy -> copy.workDir = Optional.of(value));
  }

  /** The same with another seed. */
  public CompressOptions withSeed(long value) {
    return changed(copy -> copy.seed = value);
  }

  /** The same with another number of threads. */
  public CompressOptions withThreads(int value) {
    return changed(copy -> copy.threads = value);
  }

  /** The same with another entropy coding than the recipe's. */
  public CompressOptions withEntropy(Coding value) {
    return changed(copy -> copy.entropy = Optional.of(value));
  }

  /** The same with or without names, labels and provenance in the file. */
  public CompressOptions withStrip(boolean value) {
    return changed(copy -> copy.strip = value);
  }

  /** The same with a preprocessing in place of the original's. */
  public CompressOptions withPreprocessing(Preprocessing value) {
    return changed(copy -> copy.preprocessing = Optional.of(value));
  }

  /** The same with class names. */
  public CompressOptions withLabels(List<String> value) {
    return changed(copy -> copy.labels = value);
  }

  /** The same with layers that INT8 leaves in float. */
  public CompressOptions withFloatLayers(List<String> value) {
    return changed(copy -> copy.floatLayers = value);
  }

  /** The same with a listener. */
  public CompressOptions withProgress(Progress value) {
    return changed(copy -> copy.progress = value);
  }

  /** The same with or without scores on held-out training samples. */
  public CompressOptions withHeldOut(boolean value) {
    return changed(copy -> copy.heldOut = value);
  }

  /** The same with a way to cancel. */
  public CompressOptions withCancelled(BooleanSupplier value) {
    return changed(copy -> copy.cancelled = value);
  }

  /** The same options, but for one. */
  private CompressOptions changed(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return new CompressOptions(
        copy.output,
        copy.overwrite,
        copy.workDir,
        copy.seed,
        copy.threads,
        copy.entropy,
        copy.strip,
        copy.importing,
        copy.preprocessing,
        copy.labels,
        copy.floatLayers,
        copy.progress,
        copy.heldOut,
        copy.cancelled);
  }

  /** The fields, open to change. */
  private static final class Copy {
    private Path output;
    private boolean overwrite;
    private Optional<Path> workDir;
    private long seed;
    private int threads;
    private Optional<Coding> entropy;
    private boolean strip;
    private ImportOptions importing;
    private Optional<Preprocessing> preprocessing;
    private List<String> labels;
    private List<String> floatLayers;
    private Progress progress;
    private boolean heldOut;
    private BooleanSupplier cancelled;

    Copy(CompressOptions from) {
      output = from.output;
      overwrite = from.overwrite;
      workDir = from.workDir;
      seed = from.seed;
      threads = from.threads;
      entropy = from.entropy;
      strip = from.strip;
      importing = from.importing;
      preprocessing = from.preprocessing;
      labels = from.labels;
      floatLayers = from.floatLayers;
      progress = from.progress;
      heldOut = from.heldOut;
      cancelled = from.cancelled;
    }
  }
}
