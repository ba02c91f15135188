package io.deepcompress.pipeline.train;

import io.deepcompress.pipeline.train.TrainingListener.EpochResult;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Remembers the parameters of the epoch that validated best. */
final class Best {
  private final INDArray parameters;
  private final Map<String, SharedParameter> shared;
  private final Map<String, float[]> centroids = new HashMap<>();
  private INDArray saved;
  private EpochResult result;

  /** Watches live parameters and centroids. */
  Best(INDArray parameters, Map<String, SharedParameter> shared) {
    this.parameters = parameters;
    this.shared = shared;
  }

  /** Takes the present parameters if they are as good as any before. */
  void offer(EpochResult epoch) {
    if (result == null || epoch.validation() >= result.validation()) {
      result = epoch;
      if (saved == null) {
        saved = parameters.dup();
      } else {
        saved.assign(parameters);
      }
      shared.forEach((key, value) -> centroids.put(key, value.centroids().clone()));
    }
  }

  /** Puts the best parameters back. */
  EpochResult restore() {
    parameters.assign(saved);
    shared.forEach(
        (key, value) ->
            System.arraycopy(
                centroids.get(key), 0, value.centroids(), 0, value.centroids().length));
    return result;
  }
}
