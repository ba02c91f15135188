package io.deepcompress.experiments.synthetic;

import io.deepcompress.experiments.measure.Heap;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.Stages;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.recipe.Recipe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs a recipe's stages on a network that comes from no file, and measures each. */
public final class RecipeRun {
  private RecipeRun() {}

  /** What one piece of work took. */
  public record Cost(String stage, double seconds, long peakHeapBytes) {}

  /** A piece of work. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /**
   * Runs the stages; those that need data are left out where the context has none.
   *
   * @return what each stage took
   */
  public static List<Cost> run(WorkingModel model, Recipe recipe, StageContext context)
      throws IOException {
    List<Cost> costs = new ArrayList<>();
    for (Stage stage : Stages.of(recipe.steps())) {
      if (!stage.needsData() || context.data().isPresent()) {
        stage.check(model);
        measure(stage.name(), costs, () -> stage.run(model, context));
      }
    }
    return costs;
  }

  /** Does a piece of work and adds what it took. */
  public static <T> T measure(String name, List<Cost> costs, Work<T> work) throws IOException {
    Heap.startPeak();
    long start = System.nanoTime();
    T result = work.run();
    double seconds = (System.nanoTime() - start) * 1e-9;
    costs.add(new Cost(name, seconds, Heap.peakBytes()));
    return result;
  }
}
