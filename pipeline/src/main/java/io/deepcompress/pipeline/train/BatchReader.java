package io.deepcompress.pipeline.train;

import io.deepcompress.datasets.Augmentation;
import io.deepcompress.datasets.Batches;
import io.deepcompress.datasets.DatasetException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Reads and augments batches of all epochs in seeded order, ahead of their use. */
final class BatchReader implements AutoCloseable {
  private static final int AHEAD = 2;

  private final TrainingData data;
  private final SampleTransform transform;
  private final long seed;
  private final Iterator<Order> orders;
  private final Queue<Future<Batch>> pending = new ArrayDeque<>();
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "batch-reader");
            thread.setDaemon(true);
            return thread;
          });

  private record Order(int epoch, int[] samples) {}

  /** Transform may be null. */
  BatchReader(TrainingData data, SampleTransform transform, TrainingSettings settings) {
    this.data = data;
    this.transform = transform;
    this.seed = settings.seed();
    this.orders =
        IntStream.range(0, settings.epochs())
            .boxed()
            .flatMap(
                epoch ->
                    Batches.shuffled(data.size(), settings.batchSize(), seed, epoch).stream()
                        .map(samples -> new Order(epoch, samples)))
            .iterator();
  }

  /** The next batch; there are {@code epochs * ceil(size / batchSize)}. */
  Batch next() throws DatasetException {
    while (pending.size() < AHEAD && orders.hasNext()) {
      Order order = orders.next();
      pending.add(reader.submit(() -> read(order)));
    }
    try {
      return pending.remove().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("Training was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DatasetException unreadable) {
        throw unreadable;
      }
      throw new IllegalStateException("Cannot prepare a training batch", e.getCause());
    }
  }

  private Batch read(Order order) throws DatasetException {
    int length = data.length();
    float[] features = new float[order.samples.length * length];
    float[] original = new float[length];
    for (int i = 0; i < order.samples.length; i++) {
      int sample = order.samples[i];
      if (transform == null) {
        data.read(sample, features, i * length);
      } else {
        data.read(sample, original, 0);
        long own = Augmentation.seed(seed, order.epoch, sample);
        transform.apply(original, 0, features, i * length, own);
      }
    }
    return new Batch(order.epoch, order.samples, features);
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
