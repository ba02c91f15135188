package io.deepcompress.pipeline.importer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How the parameters of an imported network map to those of the Deeplearning4j network it came
 * from.
 *
 * <p>A parameter is nearly always a <em>view</em>: all or a run of the values of one DL4J parameter
 * such as {@code 0_W} or {@code conv1_W}, in another order. DL4J's order is that of its flattened
 * parameter vector, which for dense weights {@code [in, out]} in Fortran order is the codec's own.
 * The exceptions are the scale and shift of a batch normalization, computed from its statistics.
 */
public final class Dl4jBinding {

  /** Where a DL4J parameter stands in the flattened vector of all parameters. */
  public record Range(long offset, int length) {}

  /** Puts a binding together, view by view. */
  public static final class Builder {
    private final ParameterSource[] sources;

    /** For a network with so many parameters. */
    public Builder(int parameters) {
      this.sources = new ParameterSource[parameters];
    }

    /**
     * Binds a parameter to a run of a DL4J parameter.
     *
     * @param start index of the run's first value
     * @param length of the run
     * @param order of the run in DL4J
     */
    public void view(int parameter, String key, int start, int length, Order order) {
      sources[parameter] = new ParameterSource.View(key, start, length, order);
    }

    /**
     * Ends the building.
     *
     * @param ranges of every DL4J parameter
     */
    public Dl4jBinding build(Map<String, Range> ranges) {
      return new Dl4jBinding(List.of(sources), ranges);
    }
  }

  private final List<ParameterSource> sources;
  private final Map<String, Range> ranges;
  private final long parameterCount;

  /** Binds one source to each parameter. */
  Dl4jBinding(List<ParameterSource> sources, Map<String, Range> ranges) {
    this.sources = List.copyOf(sources);
    this.ranges = Collections.unmodifiableMap(new LinkedHashMap<>(ranges));
    this.parameterCount = ranges.values().stream().mapToLong(Range::length).sum();
  }

  /** Every DL4J parameter by key, in the order of the flattened vector. */
  public Map<String, Range> ranges() {
    return ranges;
  }

  /** Length of DL4J's flattened parameter vector. */
  public long parameterCount() {
    return parameterCount;
  }

  /** Keys of the DL4J parameters that a parameter is made of. */
  public List<String> keys(int parameter) {
    return sources.get(parameter).keys();
  }

  /** Whether a parameter is a view of one DL4J parameter. */
  public boolean isView(int parameter) {
    return sources.get(parameter) instanceof ParameterSource.View;
  }

  /** Key of the DL4J parameter that a view shows. */
  public String key(int parameter) {
    return view(parameter).key();
  }

  /** Whether a parameter is all of a DL4J parameter, in the same order. */
  public boolean isInPlace(int parameter) {
    return sources.get(parameter) instanceof ParameterSource.View view
        && view.order().isSame()
        && view.length() == ranges.get(view.key()).length();
  }

  /** Index of a view's first value among its DL4J parameter's values; nearly always 0. */
  public int start(int parameter) {
    return view(parameter).start();
  }

  /** Number of values of a view. */
  public int length(int parameter) {
    return view(parameter).length();
  }

  /** Index among the view's values in DL4J's order of the codec's value {@code index}. */
  public int toDl4j(int parameter, int index) {
    return view(parameter).toDl4j(index);
  }

  /** Values of a view in DL4J's order, a new array. */
  public float[] toDl4j(int parameter, float[] codecValues) {
    ParameterSource.View view = view(parameter).requireLength(codecValues.length);
    float[] result = new float[codecValues.length];
    for (int i = 0; i < result.length; i++) {
      result[view.toDl4j(i)] = codecValues[i];
    }
    return result;
  }

  /** Codes or a mask of a view in DL4J's order, a new array. */
  public byte[] toDl4j(int parameter, byte[] codecCodes) {
    ParameterSource.View view = view(parameter).requireLength(codecCodes.length);
    byte[] result = new byte[codecCodes.length];
    for (int i = 0; i < result.length; i++) {
      result[view.toDl4j(i)] = codecCodes[i];
    }
    return result;
  }

  /** Values of a view in the codec's order, a new array. */
  public float[] toCodec(int parameter, float[] dl4jValues) {
    ParameterSource.View view = view(parameter).requireLength(dl4jValues.length);
    float[] result = new float[dl4jValues.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = dl4jValues[view.toDl4j(i)];
    }
    return result;
  }

  /**
   * Values of any parameter in the codec's order, a new array: a view, or a batch normalization's
   * scale or shift computed anew.
   *
   * @param values all values of a DL4J parameter by its key, in DL4J's order
   */
  public float[] read(int parameter, Function<String, float[]> values) {
    return sources.get(parameter).read(values);
  }

  /**
   * Puts values of a parameter into DL4J's flattened vector, so that {@link #read} gives them
   * again. The statistics of a batch normalization stay; its gamma and beta change, unless they are
   * locked, and its scale must be put before its shift.
   *
   * @param codecValues in the codec's order
   * @param flat all DL4J parameters, {@link #parameterCount()} values
   */
  public void write(int parameter, float[] codecValues, float[] flat) {
    sources
        .get(parameter)
        .write(
            codecValues,
            key -> {
              Range range = ranges.get(key);
              return java.nio.FloatBuffer.wrap(flat, (int) range.offset(), range.length()).slice();
            });
  }

  /** Indexes of the parameters that use a DL4J parameter. */
  public List<Integer> parametersOf(String key) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i).keys().contains(key)) {
        found.add(i);
      }
    }
    return found;
  }

  private ParameterSource.View view(int parameter) {
    if (sources.get(parameter) instanceof ParameterSource.View view) {
      return view;
    }
    throw new IllegalArgumentException(
        "parameter " + parameter + " is computed from " + keys(parameter));
  }
}
