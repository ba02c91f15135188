package io.deepcompress.pipeline.sparse;

import io.deepcompress.codec.Codebook;
import io.deepcompress.codec.ValueFormat;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.WorkingTensor;
import io.deepcompress.pipeline.recipe.Settings;
import java.io.IOException;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Trains weights that the network sees rounded to a uniform grid, the gradient passing straight
 * through the rounding (Bengio et al. 2013), with an eye on the bits they will take; then shares
 * them as integers times the step. Biases go to grids of their own.
 */
public final class GridStage implements Stage {
  private final double resolution;
  private final double biasResolution;
  private final double price;
  private final SparseSettings training;

  private GridStage(
      double resolution, double biasResolution, double price, SparseSettings training) {
    this.resolution = resolution;
    this.biasResolution = biasResolution;
    this.price = price;
    this.training = training;
  }

  /** Reads {@code resolution}, {@code bias-resolution}, {@code price} and those of the training. */
  public static GridStage of(Settings settings) {
    double resolution = settings.number("resolution", 3, 0.1, 100);
    double biasResolution = settings.number("bias-resolution", 1, 0.01, 100);
    double price = settings.number("price", 0.1, 0, 10);
    SparseSettings training = SparseSettings.of(settings);
    settings.finish();
    return new GridStage(resolution, biasResolution, price, training);
  }

  @Override
  public String name() {
    return "grid";
  }

  @Override
  public boolean trains() {
    return true;
  }

  @Override
  public String run(WorkingModel model, StageContext context) throws IOException {
    SparseNetwork network = SparseSettings.network(model);
    SparseTrainer trainer = training.trainer(network, model, context);
    context.progress().begin("grid", training.epochs());
    trainer.observe(context.cancelled());
    WeightGrid grid = new WeightGrid(network, trainer, resolution, biasResolution, price);
    trainer.separate();
    trainer.project(grid);
    grid.learnBits();
    trainer.project(grid);
    double loss = 0;
    for (int epoch = 0; epoch < training.epochs(); epoch++) {
      // Halves of a cosine over all epochs, cut into steps: code lengths change between epochs.
      double fall = (1 + Math.cos(Math.PI * epoch / training.epochs())) / 2;
      double rate = training.rate() * (training.end() + (1 - training.end()) * fall);
      loss = trainer.run(1, rate, 1, grid, context.cancelled());
      grid.learnBits();
      trainer.project(grid);
      context.progress().at(epoch + 1, String.format(Locale.ROOT, "loss %.4f", loss));
    }
    network.weighted().forEach(TapLayer::keepNonZero);
    DeadUnits.remove(network);
    context.progress().end();
    int kept = SparsifyStage.kept(network);
    share(model, network, grid);
    return String.format(Locale.ROOT, "%,d weights on grids, loss %.4f", kept, loss);
  }

  private static void share(WorkingModel model, SparseNetwork network, WeightGrid grid) {
    for (int i = 0; i < model.tensors().size(); i++) {
      WorkingTensor tensor = model.tensors().get(i);
      Parameter.Role role = model.network().parameters().get(i).role();
      for (int layer = 0; layer < network.weighted().size(); layer++) {
        TapLayer taps = network.weighted().get(layer);
        if (role.isWeights() && taps.weights == tensor.values()) {
          share(tensor, grid.step(layer));
          break;
        } else if (taps.bias == tensor.values()) {
          tensor.setFormat(ValueFormat.int8(grid.biasStep(layer)));
          break;
        }
      }
    }
  }

  private static void share(WorkingTensor tensor, float step) {
    ValueFormat format = ValueFormat.int8(step);
    float[] values = tensor.values();
    TreeMap<Integer, Integer> codes = new TreeMap<>();
    for (float value : values) {
      if (format.toInt8(value) != 0) {
        codes.put(format.toInt8(value), 0);
      }
    }
    float[] centroids = new float[codes.size()];
    int next = 0;
    for (var entry : codes.entrySet()) {
      centroids[next] = format.round(entry.getKey() * step);
      entry.setValue(++next);
    }
    byte[] coded = new byte[values.length];
    for (int i = 0; i < coded.length; i++) {
      int level = format.toInt8(values[i]);
      coded[i] = (byte) (level == 0 ? 0 : codes.get(level));
    }
    tensor.share(new Codebook(centroids, format), new float[0], coded);
  }
}
