package io.deepcompress.pipeline.report;

import io.deepcompress.pipeline.StageResult;
import java.util.List;
import java.util.Optional;

/**
 * What a compression did; every figure about the file was measured from it, opened again.
 *
 * @param model the file that was compressed
 * @param output the file that was written
 * @param parameters of the original, all of them
 * @param originalBytes four for each parameter
 * @param compressedBytes length of the file
 * @param prunedBytes the network as the paper counts it after pruning (P)
 * @param sharedBytes likewise after pruning and weight sharing (P+Q)
 * @param accuracy only with labelled data
 * @param heldOut the same on training samples that nothing learnt from; only where asked for
 * @param stages in the order in which they ran
 * @param layers those with parameters
 * @param otherBytes of the file that belong to no layer
 * @param notices what the user should know, one line each
 */
public record CompressionReport(
    String model,
    String output,
    long parameters,
    long originalBytes,
    long compressedBytes,
    long prunedBytes,
    long sharedBytes,
    Optional<AccuracyPair> accuracy,
    Optional<AccuracyPair> heldOut,
    List<StageResult> stages,
    List<LayerRow> layers,
    long otherBytes,
    List<String> notices) {

  /**
   * Accuracy before and after, on samples of a data set.
   *
   * @param dataset its name
   * @param samples that were scored
   * @param original fraction of them that the original classified right, in float
   * @param compressed likewise of the written file, in INT8
   */
  public record AccuracyPair(String dataset, int samples, double original, double compressed) {
    /** Percentage points lost; negative where accuracy was gained. */
    public double pointsLost() {
      return 100 * (original - compressed);
    }
  }

  /** Copies the lists. */
  public CompressionReport {
    stages = List.copyOf(stages);
    layers = List.copyOf(layers);
    notices = List.copyOf(notices);
  }

  /** Four bytes for every parameter of the original, over the length of the file. */
  public double ratio() {
    return (double) originalBytes / compressedBytes;
  }
}
