package io.deepcompress.experiments.zoo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finished rows of the table, a file each, so that a run that was ended goes on where it was. */
final class ZooRows {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path folder;

  /**
   * Rows in a folder.
   *
   * @param folder made if it is not there
   */
  ZooRows(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /**
   * A network's row.
   *
   * @param trial how it was measured; rows measured otherwise are none
   * @param time when it was measured
   */
  record Row(String trial, String time, ZooTrial.Result result) {}

  /** The row of a network, or null where there is none of this trial. */
  Row find(String network, String trial) throws IOException {
    Path file = file(network);
    if (!Files.exists(file)) {
      return null;
    }
    try {
      Row row = MAPPER.readValue(file.toFile(), Row.class);
      return row.trial().equals(trial) ? row : null;
    } catch (JsonProcessingException e) {
      // Of a version that measured something else.
      return null;
    }
  }

  /** Keeps a row. */
  void keep(String network, Row row) throws IOException {
    MAPPER.writeValue(file(network).toFile(), row);
  }

  private Path file(String network) {
    return folder.resolve(network + ".json");
  }
}
