package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.network.Network;
import io.deepcompress.pipeline.importer.ImportException.Kind;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Streams {@code coefficients.bin} into one array for each parameter of a network. */
final class Coefficients {
  static final String ENTRY = "coefficients.bin";

  private final Network network;
  private final Dl4jBinding binding;

  Coefficients(Network network, Dl4jBinding binding) {
    this.network = network;
    this.binding = binding;
  }

  /**
   * Reads and checks every weight; each is in memory once, but for the few that change order.
   *
   * @throws ImportException if the count is not the topology's or a weight is not finite
   */
  List<float[]> read(ModelZip zip) throws IOException {
    if (binding.parameterCount() == 0) {
      return List.of();
    }
    Map<String, float[]> parameters = new HashMap<>();
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(zip.open(ENTRY)))) {
      ArrayStream array = ArrayStream.open(in, ENTRY);
      if (array.length() != binding.parameterCount()) {
        throw new ImportException(
            Kind.CORRUPT,
            ENTRY
                + " holds "
                + array.length()
                + " parameters, but the configuration has "
                + binding.parameterCount());
      }
      // Declared sizes were checked against the zip's limits: memory cannot exceed them.
      if (zip.size(ENTRY).orElse(0L) < array.length() * array.width()) {
        throw new ImportException(Kind.CORRUPT, ENTRY + " is shorter than its own header says");
      }
      for (Map.Entry<String, Dl4jBinding.Range> entry : binding.ranges().entrySet()) {
        float[] values = new float[entry.getValue().length()];
        array.read(values);
        requireFinite(values, entry.getKey());
        parameters.put(entry.getKey(), values);
      }
      if (in.read() >= 0) {
        throw new ImportException(Kind.CORRUPT, ENTRY + " goes on behind its last value");
      }
    }
    List<float[]> result = new ArrayList<>();
    for (int i = 0; i < network.parameters().size(); i++) {
      float[] values = take(i, parameters);
      requireFinite(values, i);
      result.add(values);
    }
    return result;
  }

  private float[] take(int parameter, Map<String, float[]> parameters) {
    if (binding.isInPlace(parameter)) {
      return parameters.remove(binding.key(parameter));
    }
    return binding.read(parameter, parameters::get);
  }

  private void requireFinite(float[] values, String key) throws ImportException {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new ImportException(
            Kind.NOT_FINITE,
            "layer '"
                + layerOf(key)
                + "' has the weight "
                + values[i]
                + " (parameter "
                + key
                + ", index "
                + i
                + "); train it again before compressing");
      }
    }
  }

  private String layerOf(String key) {
    List<Integer> users = binding.parametersOf(key);
    return users.isEmpty()
        ? key
        : network.nodes().get(network.parameters().get(users.get(0)).node()).name();
  }

  private void requireFinite(float[] values, int parameter) throws ImportException {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new ImportException(
            Kind.NOT_FINITE,
            "layer '"
                + network.nodes().get(network.parameters().get(parameter).node()).name()
                + "' has a negative variance");
      }
    }
  }
}
