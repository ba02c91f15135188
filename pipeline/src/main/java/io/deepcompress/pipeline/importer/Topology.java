package io.deepcompress.pipeline.importer;

import java.util.List;

/** The graph that a configuration describes, ready to be walked for given input shapes. */
interface Topology {

  /**
   * Something that reads an input, directly or through others.
   *
   * @param preprocessor its input preprocessor, or null
   * @param layer its layer, or null where it is a vertex without one
   */
  record Reader(Config preprocessor, Config layer) {}

  /** Names of the inputs in order. */
  List<String> inputNames();

  /**
   * Refuses whatever cannot be imported, before any work is done.
   *
   * @throws ImportException naming the layer and its type
   */
  void requireSupported() throws ImportException;

  /** Whether its layers take pictures channels last (NHWC). */
  boolean channelsLast();

  /** Where DL4J itself computes something else than the graph says, a line each. */
  List<String> warnings();

  /** What reads an input, nearest first. */
  List<Reader> readers(int input);

  /**
   * Adds every node.
   *
   * @return the outputs in order
   * @throws ImportException if a layer does not fit what it is given
   */
  List<Flow> walk(Assembly assembly) throws ImportException;
}
