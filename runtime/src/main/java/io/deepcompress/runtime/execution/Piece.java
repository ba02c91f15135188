package io.deepcompress.runtime.execution;

/** One of several pieces of a step's work, which may run at the same time. */
@FunctionalInterface
public interface Piece {
  /**
   * Does one piece.
   *
   * @param piece its number
   * @param worker number of the thread, below {@link Workers#count()}
   */
  void run(int piece, int worker, Frame frame);
}
