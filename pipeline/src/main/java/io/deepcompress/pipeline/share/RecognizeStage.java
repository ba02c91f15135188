package io.deepcompress.pipeline.share;

import io.deepcompress.pipeline.Parallel;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.WeightLayer;
import io.deepcompress.pipeline.WorkingModel;
import java.util.List;

/**
 * Gives weights that are shared already, by whatever tool, their codebook without changing a bit;
 * other weights are left as they are.
 */
public final class RecognizeStage implements Stage {
  @Override
  public String name() {
    return "recognize";
  }

  @Override
  public String run(WorkingModel model, StageContext context) {
    List<WeightLayer> layers = model.weights();
    boolean[] shared = new boolean[layers.size()];
    Parallel.each(
        shared.length,
        context.threads(),
        i -> {
          context.checkCancelled();
          shared[i] = ExactSharing.recognize(layers.get(i).tensor());
        });
    int count = 0;
    for (boolean one : shared) {
      count += one ? 1 : 0;
    }
    return count + " of " + shared.length + " weight tensors are shared already";
  }
}
