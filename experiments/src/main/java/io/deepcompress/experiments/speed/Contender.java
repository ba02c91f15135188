package io.deepcompress.experiments.speed;

/** Something that can be run again and again on the same input. */
interface Contender {
  /** Runs once. */
  void run() throws Exception;

  /** Gives back what it holds. */
  void finish() throws Exception;
}
