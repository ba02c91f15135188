package io.deepcompress.codec.container;

import io.deepcompress.codec.ActivationQuantization;
import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.DecodeLimits;
import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelFormatException.Code;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.RawTensor;
import io.deepcompress.codec.container.TopologyReader.InputHead;
import io.deepcompress.codec.container.TopologyReader.Topology;
import io.deepcompress.codec.entropy.NumberDecoder;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.codec.network.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what {@link NumbersWriter} writes. */
public final class NumbersReader {
  private final NumberDecoder in;
  private final ByteReader place;
  private final int start;
  private long left;

  /**
   * A model's numbers.
   *
   * @param tensors one a parameter
   */
  public record Numbers(
      List<Preprocessing> preprocessing,
      List<Optional<ActivationQuantization>> activations,
      List<TensorHead> tensors) {}

  /**
   * How a parameter is stored.
   *
   * @param raw the whole tensor, or null where it is shared and the rest is set
   * @param scales of the channels, or empty
   * @param entropy how the codes, which stand elsewhere, are coded
   */
  public record TensorHead(RawTensor raw, Codebook codebook, float[] scales, Entropy entropy) {}

  private NumbersReader(ByteReader place, int length) throws ModelFormatException {
    this.place = place;
    this.start = place.skip(length);
    this.left = FileFormat.mostNumbers(length);
    this.in = new NumberDecoder(place.source(), start, start + length, place.section());
  }

  /**
   * Reads a payload.
   *
   * @throws ModelFormatException if the bytes break a rule or a limit
   */
  public static Numbers read(ByteReader place, int length, Topology topology, DecodeLimits limits)
      throws ModelFormatException {
    Network network = topology.network();
    for (Parameter parameter : network.parameters()) {
      if (parameter.shape().size() > limits.tensorElements()) {
        throw new ModelFormatException(
            Code.LIMIT,
            place.position(),
            place.section(),
            network.name(parameter)
                + " has "
                + parameter.shape().size()
                + " values; the limit is "
                + limits.tensorElements());
      }
    }
    NumbersReader reader = new NumbersReader(place, length);
    List<Preprocessing> preprocessing = new ArrayList<>();
    for (int i = 0; i < network.inputs().size(); i++) {
      preprocessing.add(
          reader.preprocessing(topology.inputs().get(i), network.inputs().get(i).shape()));
    }
    List<Optional<ActivationQuantization>> activations = reader.activations(network.valueCount());
    List<TensorHead> tensors = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      tensors.add(reader.tensor(parameter.shape()));
    }
    reader.in.finish();
    return new Numbers(preprocessing, activations, tensors);
  }

  private Preprocessing preprocessing(InputHead head, Shape shape) throws ModelFormatException {
    float[] mean = head.hasMean() ? counted(shape) : new float[0];
    float[] scale = head.hasScale() ? counted(shape) : new float[0];
    return new Preprocessing(head.order(), mean, scale);
  }

  private float[] counted(Shape shape) throws ModelFormatException {
    int count = in.integer(shape.size());
    if (count != 1 && count != shape.channels() && count != shape.size()) {
      throw place.invalid(start, "preprocessing by " + count + " values for an input of " + shape);
    }
    return floats(count);
  }

  private float[] floats(int count) throws ModelFormatException {
    take(count);
    return in.floats(count);
  }

  /** Takes values off those that the payload may hold, before memory is taken for them. */
  private void take(int count) throws ModelFormatException {
    left -= count;
    if (left < 0) {
      throw place.invalid(start, "more values than these bytes can hold");
    }
  }

  private List<Optional<ActivationQuantization>> activations(int values)
      throws ModelFormatException {
    List<Optional<ActivationQuantization>> activations = new ArrayList<>();
    if (in.integer(1) == 0) {
      return activations;
    }
    ActivationQuantization latest = null;
    for (int i = 0; i < values; i++) {
      ActivationTag tag = ActivationTag.values()[in.integer(ActivationTag.SIGNED_OFFSET.ordinal())];
      ActivationQuantization range =
          tag == ActivationTag.NONE ? null : tag == ActivationTag.SAME ? latest : range(tag);
      place.requireCanonical(
          ActivationTag.of(range, latest) == tag,
          start,
          "value " + i + " has a quantization that has a shorter form");
      activations.add(Optional.ofNullable(range));
      latest = range == null ? latest : range;
    }
    return activations;
  }

  private ActivationQuantization range(ActivationTag tag) throws ModelFormatException {
    float scale = floats(1)[0];
    int least = tag.isSigned() ? -128 : 0;
    int zeroPoint = tag.hasZeroPoint() ? in.integer(255) + least : 0;
    if (!(scale > 0)) {
      throw place.invalid(start, "an activation scale of " + scale);
    }
    return new ActivationQuantization(scale, zeroPoint, tag.isSigned());
  }

  private TensorHead tensor(Shape shape) throws ModelFormatException {
    TensorKind kind = TensorKind.values()[in.integer(TensorKind.RANGE_SCALED.ordinal())];
    if (kind == TensorKind.RAW) {
      take(shape.size());
      return new TensorHead(in.tensor(shape), null, null, null);
    }
    take(Codebook.MAX_SIZE);
    Codebook codebook = in.codebook();
    left += Codebook.MAX_SIZE - codebook.size();
    float[] scales = floats(kind.hasScales() ? shape.channels() : 0);
    for (float scale : scales) {
      if (!(scale > 0)) {
        throw place.invalid(start, "a channel scale of " + scale);
      }
    }
    return new TensorHead(null, codebook, scales, kind.entropy());
  }
}
