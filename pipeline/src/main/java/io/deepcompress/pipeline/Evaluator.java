package io.deepcompress.pipeline;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.datasets.DatasetException;
import io.deepcompress.datasets.Split;
import io.deepcompress.pipeline.report.Accuracy;
import io.deepcompress.runtime.LoadOptions;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Scores a model on labelled samples with the runtime. */
public final class Evaluator {
  private static final int TOP = 5;
  private static final int CHUNK = 64;

  private final int threads;
  private final Progress progress;
  private final BooleanSupplier cancelled;

  /**
   * An evaluator.
   *
   * @param threads sessions at the same time; the result does not depend on it
   */
  public Evaluator(int threads, Progress progress, BooleanSupplier cancelled) {
    this.threads = threads;
    this.progress = progress;
    this.cancelled = cancelled;
  }

  /**
   * Scores a model.
   *
   * @param split labelled, not empty
   * @throws IncompatibleDataException if the samples do not fit the network, have no labels, or
   *     classes that the network does not have
   * @throws CancellationException if cancelled
   */
  public Accuracy score(CompressedModel compressed, Mode mode, Split split) throws IOException {
    long start = System.nanoTime();
    if (!split.labelled() || split.size() == 0) {
      throw new IncompatibleDataException("accuracy needs samples with labels");
    }
    Samples samples = Samples.of(compressed.network(), compressed.preprocessing(), split);
    int classes = compressed.network().shape(compressed.network().outputs().get(0)).size();
    Model model = Model.of(compressed, LoadOptions.DEFAULT.withMode(mode).withThreads(threads));
    int chunks = (samples.size() + CHUNK - 1) / CHUNK;
    int[] first = new int[chunks];
    int[] five = new int[chunks];
    AtomicInteger done = new AtomicInteger();
    try {
      Parallel.each(
          chunks,
          threads,
          chunk -> {
            int from = chunk * CHUNK;
            int to = Math.min(samples.size(), from + CHUNK);
            try (Session session = model.newSession(SessionOptions.of(mode))) {
              score(session, samples, from, to, classes, first, five, chunk);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            synchronized (progress) {
              progress.at(done.addAndGet(to - from), "");
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    double size = samples.size();
    return new Accuracy(
        samples.size(), sum(first) / size, sum(five) / size, (System.nanoTime() - start) / 1e9);
  }

  private void score(
      Session session,
      Samples samples,
      int from,
      int to,
      int classes,
      int[] first,
      int[] five,
      int chunk)
      throws IOException {
    Samples.Reader reader = samples.reader();
    float[] input = new float[samples.length()];
    for (int i = from; i < to; i++) {
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("cancelled");
      }
      read(reader, i, input);
      float[] output = session.run(input);
      int label = samples.label(i);
      if (label >= classes) {
        throw new IncompatibleDataException(
            "sample "
                + i
                + " is of class "
                + label
                + "; the network has "
                + classes
                + " classes, counted from 0");
      }
      int rank = rank(output, label);
      first[chunk] += rank == 0 ? 1 : 0;
      five[chunk] += rank < TOP ? 1 : 0;
    }
  }

  private static void read(Samples.Reader reader, int sample, float[] input)
      throws DatasetException {
    reader.read(sample, input);
  }

  /** How many classes score higher, or as high with a lower number. */
  static int rank(float[] output, int label) {
    int rank = 0;
    for (int c = 0; c < output.length; c++) {
      if (output[c] > output[label] || output[c] == output[label] && c < label) {
        rank++;
      }
    }
    return rank;
  }

  private static int sum(int[] counts) {
    int sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }
}
