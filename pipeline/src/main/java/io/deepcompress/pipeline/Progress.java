package io.deepcompress.pipeline;

/** Is told how a long task goes on; a command line draws a bar from it. */
public interface Progress {
  /** Hears nothing. */
  Progress NONE = new Progress() {};

  /**
   * A task begins; the one before it is over.
   *
   * @param task a few words, such as {@code retrain (2/4)}
   * @param steps how many steps it takes, or 0 where that is not known
   */
  default void begin(String task, long steps) {}

  /**
   * The task went on.
   *
   * @param done steps done so far
   * @param detail for instance {@code epoch 3, loss 0.021}; may be empty
   */
  default void at(long done, String detail) {}

  /** The task is over. */
  default void end() {}

  /** Something the user should know, one line. */
  default void notice(String line) {}
}
