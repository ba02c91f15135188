package io.deepcompress.pipeline.cli;

import static io.deepcompress.pipeline.cli.GlobalOptions.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.DecodeLimits;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelInspector;
import io.deepcompress.codec.ModelReader;
import io.deepcompress.codec.ModelReport;
import io.deepcompress.pipeline.report.LayerRow;
import io.deepcompress.pipeline.report.LayerRows;
import io.deepcompress.pipeline.report.ReportJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows where the bytes of a file are. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Show what a .dcz holds, layer by layer; totals equal the file's length.")
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GlobalOptions global;

  @Parameters(paramLabel = "FILE.dcz", description = "Compressed model.")
  private Path file;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    ModelFile.requireInput(file);
    try {
      ModelReport report = ModelInspector.inspect(file, DecodeLimits.DEFAULT);
      CompressedModel model = ModelReader.read(file);
      List<LayerRow> layers = LayerRows.of(model, report);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        Json.print(out, object(report, model, layers));
      } else {
        print(out, report, model, layers);
      }
      return ExitCode.DONE;
    } catch (ModelFormatException e) {
      throw ModelFile.corrupt(file, e);
    }
  }

  private ObjectNode object(ModelReport report, CompressedModel model, List<LayerRow> layers) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("file", file.toString());
    root.put("version", report.major() + "." + report.minor());
    root.put("bytes", report.bytes());
    root.put("parameters", Originals.parameters(model));
    root.put("ratio", Originals.ratio(model, report.bytes()));
    var sections = root.putArray("sections");
    for (ModelReport.SectionSize section : report.sections()) {
      sections.addObject().put("name", section.name()).put("bytes", section.bytes());
    }
    root.set("layers", ReportJson.layers(layers));
    return root;
  }

  private void print(
      PrintWriter out, ModelReport report, CompressedModel model, List<LayerRow> layers) {
    out.println(
        format(
            "%s: format %d.%d, %,d bytes, %,d parameters, %.1fx smaller than float32",
            file,
            report.major(),
            report.minor(),
            report.bytes(),
            Originals.parameters(model),
            Originals.ratio(model, report.bytes())));
    for (int i = 0; i < model.network().inputs().size(); i++) {
      out.println(
          format(
              "input %s %s, channels %s",
              model.network().inputs().get(i).name(),
              model.network().inputs().get(i).shape(),
              model.preprocessing().get(i).order()));
    }
    out.println();
    TextTable table =
        new TextTable(
            "layer",
            "type",
            "shape",
            "kept %",
            "centroids",
            "code bits",
            "position bits",
            "positions",
            "bytes");
    for (LayerRow row : layers) {
      table.row(
          row.name(),
          row.type(),
          row.shape(),
          format("%.2f", 100 * row.density()),
          row.codebookSize() == 0 ? "-" : Integer.toString(row.codebookSize()),
          format("%.2f", row.codeBits()),
          format("%.2f", row.positionBits()),
          positions(report, model, row),
          format("%,d", row.bytes()));
    }
    table.row("other", "", "", "", "", "", "", "", format("%,d", report.otherBytes()));
    table.row("total", "", "", "", "", "", "", "", format("%,d", report.bytes()));
    table.lines().forEach(out::println);
    out.println();
    TextTable sections = new TextTable("section", "offset", "bytes");
    for (ModelReport.SectionSize section : report.sections()) {
      sections.row(section.name(), format("%,d", section.offset()), format("%,d", section.bytes()));
    }
    sections.lines().forEach(out::println);
    if (!model.provenance().isEmpty()) {
      out.println();
      model.provenance().forEach((key, value) -> out.println(key + ": " + value));
    }
    out.flush();
  }

  private static String positions(ModelReport report, CompressedModel model, LayerRow row) {
    return report.tensors().stream()
        .filter(
            tensor ->
                tensor.role().isWeights()
                    && model.network().nodes().get(tensor.node()).name().equals(row.name()))
        .map(ModelReport.TensorSize::positionMode)
        .findFirst()
        .orElse("values");
  }
}
