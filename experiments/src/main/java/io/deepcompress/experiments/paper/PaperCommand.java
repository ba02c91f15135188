package io.deepcompress.experiments.paper;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.DecodeLimits;
import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelInspector;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelReport;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.Preprocessing;
import io.deepcompress.codec.SharedTensor;
import io.deepcompress.codec.WriteOptions;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.result.Machine;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.experiments.synthetic.CodeEntropy;
import io.deepcompress.experiments.synthetic.HeavyTailed;
import io.deepcompress.experiments.synthetic.RecipeRun;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.recipe.Recipe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** AlexNet and VGG-16 at the paper's densities and bits. */
@Command(
    name = "paper",
    description =
        "AlexNet and VGG-16 with synthetic weights at the paper's densities and bits: bytes of each"
            + " layer beside the entropy bound, time and memory of each stage.",
    mixinStandardHelpOptions = true)
public final class PaperCommand implements Callable<Integer> {
  private static final double MEGA = 1e6;

  @Mixin private CommonOptions options;

  @Override
  public Integer call() throws IOException {
    Report report =
        options.newReport("paper", "AlexNet and VGG-16 at the paper's densities and bits");
    Machine.noteLoad(report);
    report.note(
        "**No accuracy is claimed**: no trained weights are at hand. Weights are independent draws"
            + " from Student's t distribution with 8 degrees of freedom, pruned by magnitude to the"
            + " paper's densities and shared by k-means from its linear start. The bound is the"
            + " order-0 entropy of positions and codes. Files hold biases of zero. The paper's bytes of a layer follow from its bits a kept"
            + " weight; it counts no padding, tables, codebooks or biases there.");
    run(report, "AlexNet", PaperLayers.alexNet());
    run(report, "VGG-16", PaperLayers.vgg16());
    options.finish(report);
    return 0;
  }

  private void run(Report report, String name, PaperLayers layers) throws IOException {
    List<float[]> values = new ArrayList<>();
    for (Parameter parameter : layers.network().parameters()) {
      int size = parameter.shape().size();
      double deviation = Math.sqrt(2.0 / parameter.shape().planeSize());
      values.add(
          parameter.role().isWeights()
              ? HeavyTailed.weights(size, deviation, options.seed() + values.size())
              : new float[size]);
    }
    WorkingModel working =
        new WorkingModel(
            layers.network(),
            values,
            Collections.nCopies(layers.network().inputs().size(), Preprocessing.NONE));
    values.clear();
    options.progress("%s: weights drawn", name);
    StageContext context = StageContext.plain(options.seed());
    List<RecipeRun.Cost> costs =
        RecipeRun.run(working, Recipe.parse(name, layers.recipe()), context);
    CompressedModel model = working.toCompressedModel();
    String key = name.toLowerCase(Locale.ROOT);
    for (Entropy entropy : Entropy.values()) {
      String mode = entropy.name().toLowerCase(Locale.ROOT);
      byte[] file =
          RecipeRun.measure(
              "encode " + mode,
              costs,
              () -> ModelWriter.write(model, new WriteOptions(entropy, false, 1)));
      RecipeRun.measure(
          "verify " + mode, costs, () -> ModelReader.verify(file, DecodeLimits.DEFAULT, 1));
      report.value(name + ", " + mode + ", bytes", file.length);
      report.value(name + ", " + mode + ", ratio", model.originalBytes() / (double) file.length);
      layers(report.table(layerTable(key + "-" + mode)), model, file, layers);
      options.progress("%s: %s, %,d bytes", name, mode, file.length);
    }
    report.value(name + ", the paper's bytes", layers.paperBytes());
    Table stages =
        report.table(new Table(key + "-stages", name + ", stage", "seconds", "peak heap MB"));
    costs.forEach(cost -> stages.row(cost.stage(), cost.seconds(), cost.peakHeapBytes() / MEGA));
    options.save(report);
  }

  private static Table layerTable(String name) {
    return new Table(
        name,
        name,
        "weights",
        "kept %",
        "bits a code",
        "bound",
        "bits a position",
        "bound of positions",
        "bytes",
        "of the bound",
        "paper: bits a code",
        "paper: bits a position",
        "paper: bytes");
  }

  private static void layers(Table table, CompressedModel model, byte[] file, PaperLayers paper)
      throws IOException {
    ModelReport report = ModelInspector.inspect(file, DecodeLimits.DEFAULT);
    for (int i = 0; i < report.tensors().size(); i++) {
      ModelReport.TensorSize size = report.tensors().get(i);
      if (model.tensors().get(i) instanceof SharedTensor shared) {
        CodeEntropy bound = CodeEntropy.of(shared.codes());
        double kept = Math.max(1, bound.kept());
        int layer = size.node();
        double paperBits = paper.codeBits()[layer] + paper.positionBits()[layer];
        table.row(
            size.name().replace(".weights", ""),
            size.shape().size(),
            100 * size.density(),
            8 * size.codeBytes() / kept,
            bound.codeBits() / kept,
            8 * size.positionBytes() / kept,
            bound.positionBits() / kept,
            size.bytes(),
            size.bytes() / bound.bytes(),
            paper.codeBits()[layer],
            paper.positionBits()[layer],
            Math.round(kept * paperBits / 8));
      }
    }
  }
}
