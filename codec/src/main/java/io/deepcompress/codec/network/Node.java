package io.deepcompress.codec.network;

import java.util.List;
import java.util.Objects;

/**
 * One operation of a {@link Network}.
 *
 * @param name unique in the network; a stripped file gives generated names
 * @param operation what it computes
 * @param inputs indexes of the values it reads: the network's inputs come first, then the outputs
 *     of the nodes in order; only earlier values may be read
 */
public record Node(String name, Operation operation, List<Integer> inputs) {
  /** Copies the list. */
  public Node {
    Objects.requireNonNull(name);
    Objects.requireNonNull(operation);
    inputs = List.copyOf(inputs);
  }
}
