package io.deepcompress.runtime.kernel;

/**
 * Weights to prepare an {@link IntegerLayer} from; read during preparation only.
 *
 * @param shape of the layer
 * @param codes one unsigned byte a weight in C order; the array may be longer
 * @param values int8 of each of 256 codes; several codes may stand for one value, and for 0
 */
public record IntegerWeights(LayerShape shape, byte[] codes, byte[] values) {
  /** The int8 of weight {@code i}. */
  public int weight(int i) {
    return values[codes[i] & 0xff];
  }

  /** Number of weights that are not 0. */
  public int nonZeros() {
    int count = 0;
    for (int i = 0; i < shape.weights(); i++) {
      count += values[codes[i] & 0xff] == 0 ? 0 : 1;
    }
    return count;
  }

  /** Whether at least this part of the weights is not 0; sparse layers are not read to the end. */
  public boolean keeps(double part) {
    int zeros = shape.weights() - (int) Math.ceil(part * shape.weights());
    for (int i = 0; i < shape.weights() && zeros >= 0; i++) {
      zeros -= values[codes[i] & 0xff] == 0 ? 1 : 0;
    }
    return zeros >= 0;
  }

  /** Whether no sum can leave 32 bits: for each filter {@code sum |w| * 255 < 2^31}. */
  public boolean fitsInt() {
    int perFilter = shape.weightsPerFilter();
    if (perFilter * 128L * 255 <= Integer.MAX_VALUE) {
      return true;
    }
    for (int filter = 0; filter < shape.filters(); filter++) {
      long sum = 0;
      for (int i = 0; i < perFilter; i++) {
        sum += Math.abs(weight(filter * perFilter + i));
      }
      if (sum * 255 > Integer.MAX_VALUE) {
        return false;
      }
    }
    return true;
  }
}
