package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.deepcompress.codec.ModelReport.SectionSize;
import io.deepcompress.codec.ModelReport.TensorSize;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelInspectorTest {
  @TempDir Path folder;

  @Test
  void totalsAreTheLengthOfTheFile() throws Exception {
    for (long seed = 0; seed < 300; seed++) {
      CompressedModel model = RandomModels.model(seed);
      byte[] file =
          ModelWriter.write(
              model, new WriteOptions(Entropy.values()[(int) seed & 1], seed % 3 == 0, 1));
      ModelReport report = ModelInspector.inspect(file, DecodeLimits.DEFAULT);
      String where = "seed " + seed;
      assertThat(report.bytes()).as(where).isEqualTo(file.length);
      assertThat(report.sections().stream().mapToLong(SectionSize::bytes).sum())
          .as(where)
          .isEqualTo(file.length);
      long offset = 0;
      for (SectionSize section : report.sections()) {
        assertThat(section.offset()).as(where).isEqualTo(offset);
        offset += section.bytes();
      }
      assertThat(report.otherBytes()).as(where).isPositive();
      assertThat(report.parameters()).isEqualTo(model.network().parameterCount());
      assertThat(report.ratio()).isEqualTo((double) model.originalBytes() / file.length);
      assertThat(report.tensors()).hasSameSizeAs(model.tensors());
      double exact = 0;
      for (int i = 0; i < report.tensors().size(); i++) {
        TensorSize size = report.tensors().get(i);
        exact += parts(size);
        assertThat(size.bytes()).as(where).isCloseTo(Math.round(parts(size)), within(1L));
        checkTensor(where, size, model.tensors().get(i));
        assertThat(size.name()).endsWith("." + size.role().name().toLowerCase(Locale.ROOT));
        assertThat(size.node()).isEqualTo(model.network().parameters().get(i).node());
      }
      assertThat(file.length - report.otherBytes()).as(where).isEqualTo(Math.round(exact));
    }
  }

  private static double parts(TensorSize size) {
    return size.codeBytes()
        + size.positionBytes()
        + size.tableBytes()
        + size.codebookBytes()
        + size.valueBytes();
  }

  private static void checkTensor(String where, TensorSize size, StoredTensor tensor)
      throws ModelFormatException {
    int kept = 0;
    if (tensor instanceof SharedTensor shared) {
      // Not by its values: a centroid of -0 is a code other than 0.
      for (byte code : shared.codes()) {
        kept += code != 0 ? 1 : 0;
      }
    } else {
      for (float value : tensor.toFloats()) {
        kept += value != 0 ? 1 : 0;
      }
    }
    assertThat(size.kept()).as(where).isEqualTo(kept);
    assertThat(size.shape()).isEqualTo(tensor.shape());
    assertThat(size.density()).isEqualTo((double) kept / tensor.shape().size());
    assertThat(size.codeBytes()).as(where).isNotNegative();
    assertThat(size.positionBytes()).as(where).isNotNegative();
    assertThat(size.tableBytes()).as(where).isGreaterThan(-1e-6);
    if (tensor instanceof SharedTensor shared) {
      assertThat(size.codebookSize()).isEqualTo(shared.codebook().size());
      assertThat(size.codeBits()).isEqualTo(shared.codebook().bits());
      assertThat(size.entropy()).isNotNull();
      assertThat(size.positionMode()).isNotIn("unknown", "values");
      assertThat(size.valueBytes()).isZero();
    } else {
      assertThat(size.positionMode()).isEqualTo("values");
      assertThat(size.codebookBytes()).isZero();
      assertThat(size.valueBytes()).isPositive();
    }
  }

  @Test
  void inspectsAFileOnDisk() throws Exception {
    byte[] file = ModelWriter.write(RandomModels.model(1), WriteOptions.DEFAULT);
    Path path = folder.resolve("a.dcz");
    ModelFiles.save(path, file);
    assertThat(ModelInspector.inspect(path, DecodeLimits.DEFAULT))
        .isEqualTo(ModelInspector.inspect(file, DecodeLimits.DEFAULT));
  }
}
