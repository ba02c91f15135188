package io.deepcompress.codec.container;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.entropy.NumberEncoder;
import java.util.List;
import java.util.Optional;

/**
 * Writes every number that a reader needs at once, in one payload: preprocessing, activation
 * ranges, and for each parameter how it is stored, its codebook and channel scales or its values.
 */
public final class NumbersWriter {
  private final NumberEncoder out = new NumberEncoder();
  private long count;

  /**
   * What was written.
   *
   * @param bytes the payload
   * @param tensorBytes for each parameter its share of the payload, in bytes, seldom whole
   */
  public record Numbers(byte[] bytes, double[] tensorBytes) {}

  private NumbersWriter() {}

  /**
   * Writes a model's numbers.
   *
   * @param entropy of the codes, one for each parameter; that of a raw tensor is not used
   * @throws IllegalArgumentException if there are more values than their bytes may hold
   */
  public static Numbers write(CompressedModel model, List<Entropy> entropy) {
    NumbersWriter writer = new NumbersWriter();
    for (Preprocessing preprocessing : model.preprocessing()) {
      writer.counted(preprocessing.mean());
      writer.counted(preprocessing.scale());
    }
    writer.activations(model.activations());
    double[] sizes = new double[model.tensors().size()];
    for (int i = 0; i < sizes.length; i++) {
      double before = writer.out.size();
      writer.tensor(model.tensors().get(i), entropy.get(i));
      sizes[i] = writer.out.size() - before;
    }
    byte[] bytes = writer.out.finish();
    if (writer.count > FileFormat.mostNumbers(bytes.length)) {
      throw new IllegalArgumentException(
          "too many equal values are not shared: "
              + writer.count
              + " values in "
              + bytes.length
              + " bytes; store large tensors as shared tensors");
    }
    return new Numbers(bytes, sizes);
  }

  /** That there are any values at all is said in the topology. */
  private void counted(float[] values) {
    if (values.length != 0) {
      out.integer(values.length);
      floats(values);
    }
  }

  private void floats(float... values) {
    count += values.length;
    out.floats(values);
  }

  private void activations(List<Optional<ActivationQuantization>> activations) {
    out.integer(activations.isEmpty() ? 0 : 1);
    ActivationQuantization latest = null;
    for (Optional<ActivationQuantization> activation : activations) {
      ActivationQuantization range = activation.orElse(null);
      ActivationTag tag = ActivationTag.of(range, latest);
      out.integer(tag.ordinal());
      if (tag.isNew()) {
        floats(range.scale());
        if (tag.hasZeroPoint()) {
          out.integer(range.zeroPoint() - range.min());
        }
      }
      latest = range == null ? latest : range;
    }
  }

  private void tensor(StoredTensor tensor, Entropy entropy) {
    if (tensor instanceof SharedTensor shared) {
      float[] scales = shared.channelScales();
      out.integer(TensorKind.of(entropy, scales.length != 0).ordinal());
      // A reader makes room for the largest codebook before it knows the size.
      count += Codebook.MAX_SIZE;
      out.codebook(shared.codebook());
      floats(scales);
    } else {
      out.integer(TensorKind.RAW.ordinal());
      count += tensor.shape().size();
      out.tensor((RawTensor) tensor);
    }
  }
}
