package io.deepcompress.runtime.execution;

import io.deepcompress.runtime.kernel.ScratchSize;

/** One computation from slots of a {@link Frame} to others. Immutable, shared by sessions. */
@FunctionalInterface
public interface Step {
  /** Computes; allocates nothing. */
  void run(Frame frame);

  /** Temporary memory that a run needs. */
  default ScratchSize scratch() {
    return ScratchSize.NONE;
  }
}
