package io.deepcompress.pipeline;

import io.deepcompress.pipeline.prune.Pruning;
import io.deepcompress.pipeline.quantize.CalibrateStage;
import io.deepcompress.pipeline.quantize.FloatLayersStage;
import io.deepcompress.pipeline.quantize.FoldStage;
import io.deepcompress.pipeline.quantize.FormatStage;
import io.deepcompress.pipeline.quantize.QatStage;
import io.deepcompress.pipeline.recipe.NearestName;
import io.deepcompress.pipeline.recipe.Recipe;
import io.deepcompress.pipeline.recipe.RecipeException;
import io.deepcompress.pipeline.recipe.Settings;
import io.deepcompress.pipeline.search.SearchStage;
import io.deepcompress.pipeline.share.RecognizeStage;
import io.deepcompress.pipeline.share.ShareStage;
import io.deepcompress.pipeline.sparse.GridStage;
import io.deepcompress.pipeline.sparse.SparsifyStage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes the stages that a recipe asks for. */
public final class Stages {
  private static final Map<String, Function<Settings, List<Stage>>> KNOWN =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("retrain", settings -> training("retrain", settings, false)),
              Map.entry("finetune", settings -> training("finetune", settings, true)),
              Map.entry("fold", alone(FoldStage::new)),
              Map.entry("prune", Pruning::of),
              Map.entry("sparsify", settings -> List.of(SparsifyStage.of(settings))),
              Map.entry("recognize", alone(RecognizeStage::new)),
              Map.entry("share", settings -> List.of(ShareStage.of(settings))),
              Map.entry("grid", settings -> List.of(GridStage.of(settings))),
              Map.entry("search", settings -> List.of(SearchStage.of(settings))),
              Map.entry("qat", settings -> List.of(QatStage.of(settings))),
              Map.entry("calibrate", settings -> List.of(CalibrateStage.of(settings))),
              Map.entry("float-layers", settings -> List.of(FloatLayersStage.of(settings))),
              Map.entry("quantize-biases", settings -> List.of(FormatStage.ofBiases(settings))),
              Map.entry("quantize-weights", settings -> List.of(FormatStage.ofWeights(settings))),
              Map.entry("encode", settings -> List.of(EncodeStage.of(settings)))));

  private Stages() {}

  private static Function<Settings, List<Stage>> alone(Supplier<Stage> stage) {
    return settings -> {
      settings.finish();
      return List.of(stage.get());
    };
  }

  private static boolean hasChannelScales(Stage stage) {
    return stage instanceof ShareStage share && share.hasChannelScales()
        || stage instanceof QatStage qat && qat.hasChannelScales();
  }

  private static List<Stage> training(String name, Settings settings, boolean centroids) {
    Training training = Training.of(settings, centroids);
    settings.finish();
    return List.of(new TrainStage(name, training));
  }

  /**
   * The stages in order; a step with rounds becomes several.
   *
   * @param steps of the recipe
   * @throws RecipeException naming the line, if a stage or setting is unknown or out of range
   */
  public static List<Stage> of(List<Recipe.Step> steps) {
    List<Stage> stages = new ArrayList<>();
    for (Recipe.Step step : steps) {
      Function<Settings, List<Stage>> make = KNOWN.get(step.stage());
      if (make == null) {
        throw step.fault(
            "there is no stage '"
                + step.stage()
                + "'"
                + NearestName.hint(step.stage(), KNOWN.keySet()));
      }
      for (Stage stage : make.apply(step.settings())) {
        if (stage instanceof TrainStage && stages.stream().anyMatch(Stages::hasChannelScales)) {
          throw step.fault("weights shared with 'channel-scales' cannot be trained any more");
        }
        stages.add(stage);
      }
    }
    return stages;
  }
}
