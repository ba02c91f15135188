package io.deepcompress.pipeline.cli;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.pipeline.Compressor;

/** What a compressed model says about the network it was made of. */
final class Originals {
  private Originals() {}

  /** Parameters of the original; more than the file's own where layers were folded. */
  static long parameters(CompressedModel model) {
    String stated = model.provenance().get(Compressor.PARAMETERS);
    if (stated != null && stated.matches("[0-9]{1,18}")) {
      return Long.parseLong(stated);
    }
    return model.network().parameterCount();
  }

  /** Four bytes for every parameter of the original, over the length of the file. */
  static double ratio(CompressedModel model, long bytes) {
    return 4.0 * parameters(model) / bytes;
  }
}
