package io.deepcompress.pipeline.train;

import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a layer reads, rounded to a grid, behind the layer's own preprocessor if it has one. DL4J
 * calls preprocessors in both passes and in predictions, so that validation sees what training
 * does.
 */
final class QuantizedInput implements InputPreProcessor {
  private static final long serialVersionUID = 1L;

  private final InputPreProcessor before;
  private final transient ActivationRange range;
  private transient float[] last;

  /** Behind {@code before}, which may be null. */
  QuantizedInput(InputPreProcessor before, ActivationRange range) {
    this.before = before;
    this.range = range;
  }

  /** The layer's own preprocessor, or null. */
  InputPreProcessor before() {
    return before;
  }

  @Override
  public INDArray preProcess(INDArray input, int batch, LayerWorkspaceMgr workspaces) {
    INDArray read = before == null ? input : before.preProcess(input, batch, workspaces);
    float[] values = values(read);
    if (range.training()) {
      range.observe(values);
      last = values.clone();
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = range.rounded(values[i]);
    }
    INDArray rounded =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, read.shape(), 'c');
    NativeArrays.buffer(rounded).put(values);
    return rounded;
  }

  @Override
  public INDArray backprop(INDArray gradient, int batch, LayerWorkspaceMgr workspaces) {
    if (gradient == null) {
      return null;
    }
    float[] values = values(gradient);
    range.backward(last, values, batch);
    INDArray passed =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, DataType.FLOAT, gradient.shape(), 'c');
    NativeArrays.buffer(passed).put(values);
    return before == null ? passed : before.backprop(passed, batch, workspaces);
  }

  private static float[] values(INDArray array) {
    float[] values = new float[(int) array.length()];
    INDArray rows = NativeArrays.rowMajor(array);
    NativeArrays.buffer(rows).get(values);
    return values;
  }

  @Override
  public QuantizedInput clone() {
    return new QuantizedInput(before == null ? null : before.clone(), range);
  }

  @Override
  public InputType getOutputType(InputType inputType) {
    return before == null ? inputType : before.getOutputType(inputType);
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int batch) {
    return before == null
        ? new Pair<>(mask, state)
        : before.feedForwardMaskArray(mask, state, batch);
  }
}
