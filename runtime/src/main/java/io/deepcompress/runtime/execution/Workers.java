package io.deepcompress.runtime.execution;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of one session: the caller and {@code count - 1} helpers, which share out numbered
 * pieces of work. A helper that wakes too late is not waited for. Allocates nothing per call.
 */
public final class Workers implements AutoCloseable {
  private static final int CLOSED = Integer.MIN_VALUE;

  /** About 20 microseconds: longer than the gap between two steps of a network. */
  private static final int SPINS = 500;

  private final Thread[] helpers;

  /** Number of helpers inside the current section, or CLOSED between sections. */
  private final AtomicInteger inside = new AtomicInteger(CLOSED);

  private final AtomicInteger next = new AtomicInteger();
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
    piece = work;
    frame = of;
    pieces = count;
    next.set(0);
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
      Throwable cause = failure;
      failure = null;
      throw new IllegalStateException("a worker thread failed", cause);
    }
  }

  private void takePieces(int worker) {
    for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
      piece.run(i, worker, frame);
    }
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

  /** Ends the helpers. */
  @Override
  public void close() {
    stopped = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }
}
