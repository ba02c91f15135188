package io.deepcompress.runtime.execution;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of one session: the caller and {@code count - 1} helpers, which share out numbered
 * pieces of work. Each begins with a share of its own, the same in every call, as its caches still
 * hold much of what that reads, and then takes what is left of the others'. A helper that wakes too
 * late is not waited for. Allocates nothing per call.
 */
public final class Workers implements AutoCloseable, Runnable {
  private static final int CLOSED = Integer.MIN_VALUE;

  /** About 20 microseconds: longer than the gap between two steps of a network. */
  private static final int SPINS = 500;

  /** Elements between two counters, so that they lie in different cache lines. */
  private static final int COUNTER = 32;

  private final Thread[] helpers;

  /** Number of helpers inside the current section, or CLOSED between sections. */
  private final AtomicInteger inside = new AtomicInteger(CLOSED);

  /** Next piece of each worker's share. */
  private final AtomicIntegerArray next;

  private volatile int generation;
  private volatile boolean stopped;
  private volatile Throwable failure;
  private Piece piece;
  private Frame frame;
  private int pieces;

  /**
   * Starts the helpers as daemon threads.
   *
   * @param count threads in all, the caller included
   */
  public Workers(int count) {
    helpers = new Thread[count - 1];
    next = new AtomicIntegerArray((count + 1) * COUNTER);
    for (int i = 0; i < helpers.length; i++) {
      int worker = i + 1;
      helpers[i] = new Thread(() -> help(worker), "deepcompress-" + worker);
      helpers[i].setDaemon(true);
      helpers[i].start();
    }
  }

  /** Threads in all, the caller included. */
  public int count() {
    return helpers.length + 1;
  }

  /** Runs pieces 0 to {@code count - 1}, in any order, and returns when all are done. */
  public void run(Piece work, int count, Frame of) {
    if (helpers.length == 0 || count == 1) {
      for (int i = 0; i < count; i++) {
        work.run(i, 0, of);
      }
      return;
    }
    failure = null;
    piece = work;
    frame = of;
    pieces = count;
    for (int worker = 0; worker <= helpers.length; worker++) {
      next.set((worker + 1) * COUNTER, first(worker));
    }
    inside.set(0);
    generation++;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
    try {
      takePieces(0);
    } finally {
      for (int spins = 0; !inside.compareAndSet(0, CLOSED); spins++) {
        if (spins < SPINS) {
          Thread.onSpinWait();
        } else {
          Thread.yield();
        }
      }
    }
    if (failure != null) {
      throw new IllegalStateException("a worker thread failed", failure);
    }
  }

  private void takePieces(int worker) {
    for (int i = 0; i <= helpers.length; i++) {
      int owner = (worker + i) % (helpers.length + 1);
      int end = first(owner + 1);
      int counter = (owner + 1) * COUNTER;
      for (int at = next.getAndIncrement(counter); at < end; at = next.getAndIncrement(counter)) {
        piece.run(at, worker, frame);
      }
    }
  }

  /** First piece of a worker's share. */
  private int first(int worker) {
    return (int) ((long) pieces * worker / (helpers.length + 1));
  }

  private void help(int worker) {
    int seen = 0;
    while (!stopped) {
      for (int spins = 0; generation == seen && spins < SPINS; spins++) {
        Thread.onSpinWait();
      }
      while (generation == seen && !stopped) {
        LockSupport.park(this);
      }
      seen = generation;
      if (enter()) {
        try {
          takePieces(worker);
        } catch (Throwable e) {
          failure = e;
        } finally {
          inside.decrementAndGet();
        }
      }
    }
  }

  private boolean enter() {
    for (int now = inside.get(); now >= 0; now = inside.get()) {
      if (inside.compareAndSet(now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Ends the helpers, for a {@link java.lang.ref.Cleaner}. */
  @Override
  public void run() {
    close();
  }

  /** Ends the helpers. */
  @Override
  public void close() {
    stopped = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }
}
