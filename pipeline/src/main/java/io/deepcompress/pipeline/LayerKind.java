package io.deepcompress.pipeline;

import io.deepcompress.codec.network.Operation;

/** The kinds of layers whose weights recipes speak about. */
public enum LayerKind {
  /** Fully connected. */
  DENSE("dense"),
  /** Convolutions of every form. */
  CONVOLUTION("convolution"),
  /** LSTM. */
  RECURRENT("recurrent");

  private final String word;

  LayerKind(String word) {
    this.word = word;
  }

  /** The word that recipes and reports use. */
  public String word() {
    return word;
  }

  /** The kind of an operation that has weights. */
  static LayerKind of(Operation operation) {
    if (operation instanceof Operation.Dense) {
      return DENSE;
    }
    return operation instanceof Operation.Lstm ? RECURRENT : CONVOLUTION;
  }
}
