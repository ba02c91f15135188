package io.deepcompress.pipeline.report;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.WorkingTensor;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Bytes of a model by the paper's stages, before entropy coding. Pruned (P): kept weights as 32-bit
 * values. Pruned and quantized (P+Q): kept weights as fixed-length codes, and the codebooks. Both
 * with gaps of 4, 5 or 8 bits, the cheapest for each layer, padding zeros included; everything that
 * is not a weight as 32-bit values.
 */
public final class StorageCount {
  private static final int FLOAT_BITS = 32;

  private StorageCount() {}

  /** Bytes after pruning alone. */
  public static long pruned(CompressedModel model) throws ModelFormatException {
    long bits = 0;
    for (int i = 0; i < model.tensors().size(); i++) {
      StoredTensor tensor = model.tensors().get(i);
      if (role(model, i).isWeights()) {
        bits += positions(tensor, FLOAT_BITS).bits(FLOAT_BITS);
      } else {
        bits += (long) FLOAT_BITS * tensor.shape().size();
      }
    }
    return bytes(bits);
  }

  /** Bytes after pruning and weight sharing; weights that are not shared count as after pruning. */
  public static long shared(CompressedModel model) throws ModelFormatException {
    long bits = 0;
    for (int i = 0; i < model.tensors().size(); i++) {
      StoredTensor tensor = model.tensors().get(i);
      if (tensor instanceof SharedTensor shared) {
        int codeBits = shared.codebook().bits();
        bits += positions(tensor, codeBits).bits(codeBits) + bits(shared.codebook());
        bits += (long) FLOAT_BITS * shared.channelScales().length;
      } else if (role(model, i).isWeights()) {
        bits += positions(tensor, FLOAT_BITS).bits(FLOAT_BITS);
      } else {
        bits += (long) FLOAT_BITS * tensor.shape().size();
      }
    }
    return bytes(bits);
  }

  /** Bytes of a model on its way: P+Q for what is shared, P for the rest. */
  public static long soFar(WorkingModel model) {
    long bits = 0;
    List<Parameter> parameters = model.network().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      WorkingTensor tensor = model.tensors().get(i);
      if (tensor.shared()) {
        byte[] codes = tensor.codes();
        int codeBits = tensor.codebook().bits();
        bits += PositionCount.cheapest(codes.length, at -> codes[at] != 0, codeBits).bits(codeBits);
        bits += bits(tensor.codebook()) + (long) FLOAT_BITS * tensor.channelScales().length;
      } else if (parameters.get(i).role().isWeights()) {
        float[] values = tensor.values();
        bits +=
            PositionCount.cheapest(values.length, at -> values[at] != 0, FLOAT_BITS)
                .bits(FLOAT_BITS);
      } else {
        bits += (long) bits(tensor.format()) * tensor.size();
      }
    }
    return bytes(bits);
  }

  /** Positions of one tensor's kept weights beside values of a given width. */
  static PositionCount positions(StoredTensor tensor, int valueBits) throws ModelFormatException {
    IntPredicate kept;
    if (tensor instanceof SharedTensor shared) {
      byte[] codes = shared.codes();
      kept = at -> codes[at] != 0;
    } else {
      float[] values = ((RawTensor) tensor).toFloats();
      kept = at -> values[at] != 0;
    }
    return PositionCount.cheapest(tensor.shape().size(), kept, valueBits);
  }

  private static Parameter.Role role(CompressedModel model, int index) {
    return model.network().parameters().get(index).role();
  }

  private static long bits(Codebook codebook) {
    long scale = codebook.format().kind() == ValueFormat.Kind.INT8 ? FLOAT_BITS : 0;
    return scale + (long) bits(codebook.format()) * codebook.size();
  }

  private static int bits(ValueFormat format) {
    return switch (format.kind()) {
      case FLOAT32 -> FLOAT_BITS;
      case FLOAT16 -> 16;
      case INT8 -> 8;
    };
  }

  private static long bytes(long bits) {
    return (bits + 7) / 8;
  }
}
