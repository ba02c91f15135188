package io.deepcompress.experiments.squeezenet;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.DecodeLimits;
import io.deepcompress.codec.Entropy;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelWriter;
import io.deepcompress.codec.WriteOptions;
import io.deepcompress.experiments.CommonOptions;
import io.deepcompress.experiments.measure.Agreement;
import io.deepcompress.experiments.result.Machine;
import io.deepcompress.experiments.result.Report;
import io.deepcompress.experiments.result.Table;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.share.RecognizeStage;
import io.deepcompress.runtime.Mode;
import io.deepcompress.runtime.Model;
import io.deepcompress.runtime.Session;
import io.deepcompress.runtime.SessionOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Han's SqueezeNet from its published weights to a scored .dcz file. */
@Command(
    name = "squeezenet",
    description =
        "Han's SqueezeNet end to end: lossless .dcz sizes, float logits beside the reference, INT8"
            + " accuracy.",
    mixinStandardHelpOptions = true)
public final class SqueezeNetCommand implements Callable<Integer> {
  @Mixin private CommonOptions options;

  @Override
  public Integer call() throws IOException {
    Report report =
        options.newReport("squeezenet", "Han's SqueezeNet: lossless size and INT8 accuracy");
    Machine.noteLoad(report);
    SqueezeNet source = SqueezeNet.read(options.data("squeezenet"));
    CompressedModel lossless = lossless(source);
    sizes(report, source, lossless);
    logits(report, lossless);
    options.finish(report);
    return 0;
  }

  /** The network with its weights recognised as shared; no bit of a weight or bias is changed. */
  public static CompressedModel lossless(SqueezeNet source) {
    WorkingModel model =
        new WorkingModel(source.network(), source.values(), List.of(SqueezeNet.PREPROCESSING));
    new RecognizeStage().run(model, StageContext.plain(0));
    return model.toCompressedModel();
  }

  private void sizes(Report report, SqueezeNet source, CompressedModel model) throws IOException {
    Table table = report.table(new Table("sizes", "file", "bytes", "of the published", "ratio"));
    table.row("as published", source.publishedBytes(), 1.0, ratio(model, source.publishedBytes()));
    for (Entropy entropy : Entropy.values()) {
      for (boolean strip : new boolean[] {false, true}) {
        byte[] file = ModelWriter.write(model, new WriteOptions(entropy, strip, 2));
        requireExact(source, ModelReader.verify(file, DecodeLimits.DEFAULT, 2));
        table.row(
            entropy.name().toLowerCase(java.util.Locale.ROOT) + (strip ? ", stripped" : ""),
            file.length,
            file.length / (double) source.publishedBytes(),
            ratio(model, file.length));
      }
    }
    report.note(
        "Every .dcz was read again, and every bit of every weight and bias is the published one.");
    options.progress("sizes measured");
  }

  private static double ratio(CompressedModel model, long bytes) {
    return model.originalBytes() / (double) bytes;
  }

  /** Checks that a model read from a file holds the source's values, bit for bit. */
  static void requireExact(SqueezeNet source, CompressedModel read) throws IOException {
    for (int i = 0; i < source.values().size(); i++) {
      float[] actual = read.tensors().get(i).toFloats();
      for (int k = 0; k < actual.length; k++) {
        if (Float.floatToRawIntBits(actual[k])
            != Float.floatToRawIntBits(source.values().get(i)[k])) {
          throw new IllegalStateException("parameter " + i + " differs at " + k);
        }
      }
    }
  }

  private void logits(Report report, CompressedModel lossless) throws IOException {
    ReferenceLogits reference =
        ReferenceLogits.read(options.data("imagenet-sample").resolve("reference"));
    double worst = 0;
    try (Session session = Model.of(lossless).newSession(new SessionOptions(Mode.FLOAT, 2))) {
      for (int i = 0; i < reference.inputs().size(); i++) {
        float[] actual = session.run(reference.inputs().get(i));
        worst = Math.max(worst, Agreement.relativeToRange(reference.logits().get(i), actual));
      }
    }
    report.value("reference rows", reference.inputs().size());
    report.value("largest difference of float logits, of their range", worst);
    options.progress("float logits compared with %d reference rows", reference.inputs().size());
  }
}
