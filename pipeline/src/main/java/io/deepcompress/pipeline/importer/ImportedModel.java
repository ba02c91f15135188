package io.deepcompress.pipeline.importer;

import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.network.Network;
import java.nio.file.Path;
import java.util.List;

/**
 * A network as it came out of a file, before anything is compressed.
 *
 * @param network topology
 * @param values one array for each of {@link Network#parameters()}, in the codec's layout; finite
 * @param preprocessing one for each input, {@link Preprocessing#NONE} where the file says nothing
 * @param binding how the parameters map to those of Deeplearning4j
 * @param source the file
 * @param warnings what the user should know, one line each: assumed shapes, ignored normalizers
 */
public record ImportedModel(
    Network network,
    List<float[]> values,
    List<Preprocessing> preprocessing,
    Dl4jBinding binding,
    Path source,
    List<String> warnings) {

  /** Copies the lists; the arrays are shared, not copied. */
  public ImportedModel {
    values = List.copyOf(values);
    preprocessing = List.copyOf(preprocessing);
    warnings = List.copyOf(warnings);
  }

  /** Number of parameters of the original, statistics of batch normalizations included. */
  public long originalParameterCount() {
    return binding.parameterCount();
  }
}
