package io.deepcompress.pipeline.report;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.ModelReport;
import io.deepcompress.codec.ModelReport.TensorSize;
import io.deepcompress.codec.StoredTensor;
import io.deepcompress.codec.network.Operation;
import java.util.ArrayList;
import java.util.List;

/** Turns what was measured in a file into one row a layer. */
public final class LayerRows {
  private static final int FLOAT_BITS = 32;

  private LayerRows() {}

  /**
   * One row for each node that has parameters, in network order.
   *
   * @param report measured from the file that the model was read from
   * @throws ModelFormatException if a tensor's bytes turn out invalid
   */
  public static List<LayerRow> of(CompressedModel model, ModelReport report)
      throws ModelFormatException {
    List<LayerRow> rows = new ArrayList<>();
    for (int node = 0; node < model.network().nodes().size(); node++) {
      List<Integer> parameters = model.network().parametersOf(node);
      if (!parameters.isEmpty()) {
        rows.add(row(model, report, node, parameters));
      }
    }
    return rows;
  }

  private static LayerRow row(
      CompressedModel model, ModelReport report, int node, List<Integer> parameters)
      throws ModelFormatException {
    long bytes = 0;
    long weights = 0;
    long kept = 0;
    double codeBits = 0;
    double positionBits = 0;
    PositionCount positions = null;
    TensorSize first = report.tensors().get(parameters.get(0));
    int fixedCodeBits = first.codebookSize() == 0 ? FLOAT_BITS : first.codeBits();
    for (int index : parameters) {
      TensorSize size = report.tensors().get(index);
      bytes += size.bytes();
      if (size.role().isWeights()) {
        StoredTensor tensor = model.tensors().get(index);
        positions = positions == null ? StorageCount.positions(tensor, fixedCodeBits) : positions;
        weights += tensor.shape().size();
        kept += size.kept();
        codeBits += 8 * (size.codeBytes() + size.valueBytes());
        positionBits += 8 * size.positionBytes();
      }
    }
    Operation operation = model.network().nodes().get(node).operation();
    return new LayerRow(
        model.network().nodes().get(node).name(),
        operation.getClass().getSimpleName(),
        first.shape().toString(),
        weights,
        kept,
        first.codebookSize(),
        fixedCodeBits,
        positions == null ? 0 : positions.indexBits(),
        kept == 0 ? 0 : codeBits / kept,
        kept == 0 ? 0 : positionBits / kept,
        bytes);
  }
}
