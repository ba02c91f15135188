package io.deepcompress.codec.network;

import java.util.Objects;

/**
 * One input of a {@link Network}.
 *
 * @param name unique among the network's names
 * @param shape of one sample
 */
public record Input(String name, Shape shape) {
  /** Checks for null. */
  public Input {
    Objects.requireNonNull(name);
    Objects.requireNonNull(shape);
  }
}
