package io.deepcompress.experiments.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deepcompress.experiments.ExperimentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
  @TempDir Path folder;

  @Test
  void savesJsonMarkdownAndCsv() throws IOException {
    Report report = new Report("sample", "A sample", Machine.now("experiments sample", 7));
    report.note("Nothing was measured.");
    report.value("answer", 42);
    report.table(new Table("rows", "name", "bytes", "ratio")).row("a, b", 1234567, 12.3456);

    Path saved = ReportFiles.save(folder, report);

    JsonNode json = new ObjectMapper().readTree(saved.resolve("sample.json").toFile());
    assertThat(json.at("/rows/0/bytes").asInt()).isEqualTo(1234567);
    assertThat(json.at("/values/answer").asInt()).isEqualTo(42);
    for (String field : new String[] {"command", "seed", "version", "time", "machine"}) {
      assertThat(json.at("/madeBy/" + field).asText()).as(field).isNotBlank();
    }
    assertThat(Files.readString(saved.resolve("rows.csv")))
        .isEqualTo("name,bytes,ratio\n\"a, b\",1234567,12.3456\n");
    assertThat(Files.readString(saved.resolve("README.md")))
        .contains("# A sample", "Nothing was measured.", "| a, b | 1,234,567 | 12.35 |");
  }

  @Test
  void aReportWithoutRowsReplacesNothing() throws IOException {
    Report report = new Report("sample", "A sample", Machine.now("experiments sample", 7));
    report.table(new Table("rows", "name")).row("measured");
    Path page = ReportFiles.save(folder, report).resolve("README.md");
    String before = Files.readString(page);
    Report empty = new Report("sample", "A sample", Machine.now("experiments sample", 7));
    empty.table(new Table("rows", "name"));

    assertThatThrownBy(() -> ReportFiles.save(folder, empty))
        .isInstanceOf(ExperimentException.class)
        .hasMessageContaining(folder.resolve("sample") + " was left as it was");
    assertThat(page).hasContent(before);
  }

  @Test
  void rowsMustFitTheColumns() {
    Table table = new Table("rows", "one", "two");
    assertThatThrownBy(() -> table.row(1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numbersKeepTheirMeaning() {
    assertThat(Table.format(0.00001234)).isEqualTo("1.23e-05");
    assertThat(Table.format(0.0123456)).isEqualTo("0.0123");
    assertThat(Table.format(0.0)).isEqualTo("0");
    assertThat(Table.format(98765.4)).isEqualTo("98,765");
    assertThat(Table.format(null)).isEmpty();
  }
}
