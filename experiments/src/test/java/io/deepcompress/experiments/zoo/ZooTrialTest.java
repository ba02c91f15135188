package io.deepcompress.experiments.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.experiments.onnx.OnnxPrecision;
import io.deepcompress.experiments.onnx.SmallModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ZooTrialTest {
  @TempDir Path folder;

  @Test
  void dl4jAndOnnxRuntimeComputeTheSame() throws Exception {
    ZooTrial.Result result = new ZooTrial(1, 1, 7, step -> {}).run("simplecnn", 7);

    assertThat(result.floatDifference()).isLessThan(1e-5);
    assertThat(result.onnxDifference()).isLessThan(1e-5);
    assertThat(result.cosine()).isGreaterThan(0.999);
    assertThat(result.onnxCosine()).isGreaterThan(0.9995);
  }

  @Test
  void whatCannotBeExportedIsLeftOutWithItsReason() throws Exception {
    Operation lstm =
        new Operation.Lstm(2, false, ActivationFunction.SIGMOID, ActivationFunction.CUBE);
    Network network = SmallModels.chain(Shape.of(3, 4), lstm);
    CompressedModel model = new SmallModels(1).of(network, List.of());
    List<String> said = new ArrayList<>();
    assertThat(new OnnxCheck(1, said::add).outputs(model, OnnxPrecision.FLOAT, new float[1][12]))
        .isEmpty();
    assertThat(said).singleElement().asString().contains("node 'n0'");
  }

  @Test
  void rowsAreKeptAndThoseOfOtherVersionsMeasuredAnew() throws Exception {
    ZooRows rows = new ZooRows(folder);
    FreshRun fresh = new FreshRun(1, 2, 3, 4);
    ZooTrial.Result result =
        new ZooTrial.Result("1x2", 3, 0.1, null, 0.9, 0.8, null, 0.7, 0.6, 5, fresh, 1, 2, 3);
    rows.keep("net", new ZooRows.Row("trial", "time", result));
    assertThat(rows.find("net", "trial").result()).isEqualTo(result);
    assertThat(rows.find("net", "another trial")).isNull();
    assertThat(rows.find("other net", "trial")).isNull();
    Path file = folder.resolve("net.json");
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"cosine\"", "\"similarity\""));
    assertThat(rows.find("net", "trial")).isNull();
  }
}
