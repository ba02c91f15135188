package io.deepcompress.experiments.synthetic;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.network.Input;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.recipe.Recipe;
import java.io.IOException;
import java.util.List;

/** A layer of AlexNet's fc6's size: 4096x9216 independent weights, 9 % kept, 31 centroids. */
public final class Fc6 {
  private static final int UNITS = 4096;
  private static final int INPUTS = 9216;

  private Fc6() {}

  /** The layer as a network of its own, pruned by magnitude and shared by k-means. */
  public static CompressedModel model(long seed) throws IOException {
    Network network =
        new Network(
            List.of(new Input("in", Shape.of(INPUTS))),
            List.of(new Node("fc6", new Operation.Dense(UNITS, false), List.of(0))),
            List.of(1));
    float[] weights = HeavyTailed.weights(UNITS * INPUTS, Math.sqrt(2.0 / INPUTS), seed);
    WorkingModel model = new WorkingModel(network, List.of(weights), List.of(Preprocessing.NONE));
    Recipe recipe =
        Recipe.parse("fc6", "stages: [prune: {density: 0.09}, share: {bits: 5, values: float32}]");
    RecipeRun.run(model, recipe, StageContext.plain(seed));
    return model.toCompressedModel();
  }
}
