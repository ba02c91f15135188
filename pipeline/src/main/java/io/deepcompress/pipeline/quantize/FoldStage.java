package io.deepcompress.pipeline.quantize;

import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.pipeline.Stage;
import io.deepcompress.pipeline.StageContext;
import io.deepcompress.pipeline.WorkingModel;
import io.deepcompress.pipeline.WorkingTensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Folds each batch normalization into the dense layer or convolution before it: {@code W' = scale
 * W, b' = scale b + shift}, per output channel. It is kept where something else reads that layer's
 * output too, where there is no such layer, or where its weights are shared already.
 */
public final class FoldStage implements Stage {
  @Override
  public String name() {
    return "fold";
  }

  @Override
  public String run(WorkingModel model, StageContext context) {
    int folded = 0;
    int kept = 0;
    for (int node = 0; node < model.network().nodes().size(); node++) {
      if (model.network().nodes().get(node).operation() instanceof Operation.Affine) {
        if (fold(model, node)) {
          folded++;
          node--;
        } else {
          kept++;
        }
      }
    }
    return folded + kept == 0 ? "" : folded + " normalizations folded, " + kept + " kept";
  }

  /** The layer that a normalization folds into, or -1. */
  static int layerOf(WorkingModel model, int affine) {
    Network network = model.network();
    int read = network.nodes().get(affine).inputs().get(0);
    int layer = read - network.inputs().size();
    boolean folds =
        layer >= 0
            && readers(network, read) == 1
            && !network.outputs().contains(read)
            && withBias(network.nodes().get(layer).operation()) != null
            && !model.tensors().get(network.parametersOf(layer).get(0)).shared();
    return folds ? layer : -1;
  }

  private static boolean fold(WorkingModel model, int affine) {
    Network network = model.network();
    int layer = layerOf(model, affine);
    if (layer < 0) {
      return false;
    }
    Operation biased = withBias(network.nodes().get(layer).operation());
    WorkingTensor weights = model.tensors().get(network.parametersOf(layer).get(0));
    List<Integer> own = network.parametersOf(affine);
    float[] scale = model.tensors().get(own.get(0)).values();
    float[] shift = model.tensors().get(own.get(1)).values();
    float[] values = weights.values();
    int plane = weights.shape().planeSize();
    for (int i = 0; i < values.length; i++) {
      // Adding zero turns -0.0 into +0.0, which is what pruned means.
      values[i] = values[i] * scale[i / plane] + 0f;
    }
    List<Integer> layerParameters = network.parametersOf(layer);
    float[] bias =
        layerParameters.size() > 1
            ? model.tensors().get(layerParameters.get(1)).values()
            : new float[scale.length];
    float[] foldedBias = new float[scale.length];
    for (int i = 0; i < foldedBias.length; i++) {
      foldedBias[i] = bias[i] * scale[i] + shift[i];
    }
    without(model, affine, layer, biased, foldedBias);
    return true;
  }

  /** The operation with a bias, or null if it is not one that a normalization folds into. */
  private static Operation withBias(Operation operation) {
    if (operation instanceof Operation.Dense dense) {
      return new Operation.Dense(dense.units(), true);
    }
    if (operation instanceof Operation.Convolution convolution) {
      return new Operation.Convolution(
          convolution.filters(), convolution.window(), convolution.groups(), true);
    }
    if (operation instanceof Operation.Deconvolution deconvolution) {
      return new Operation.Deconvolution(deconvolution.filters(), deconvolution.window(), true);
    }
    return null;
  }

  static int readers(Network network, int value) {
    int readers = 0;
    for (Node node : network.nodes()) {
      for (int input : node.inputs()) {
        readers += input == value ? 1 : 0;
      }
    }
    return readers;
  }

  /** Takes a node out; what read it reads its input, and the layer gets its bias. */
  private static void without(
      WorkingModel model, int removed, int layer, Operation biased, float[] bias) {
    Network network = model.network();
    int value = network.valueOf(removed);
    int stands = network.nodes().get(removed).inputs().get(0);
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < network.nodes().size(); i++) {
      if (i != removed) {
        Node node = network.nodes().get(i);
        nodes.add(
            new Node(
                node.name(),
                i == layer ? biased : node.operation(),
                node.inputs().stream().map(input -> moved(input, value, stands)).toList()));
      }
    }
    Network next =
        new Network(
            network.inputs(),
            nodes,
            network.outputs().stream().map(output -> moved(output, value, stands)).toList());
    List<WorkingTensor> tensors = new ArrayList<>();
    for (Parameter parameter : next.parameters()) {
      int before = parameter.node() >= removed ? parameter.node() + 1 : parameter.node();
      if (before == layer && parameter.role() == Parameter.Role.BIAS) {
        tensors.add(new WorkingTensor(next.name(parameter), parameter.shape(), bias));
      } else {
        tensors.add(tensorOf(model, before, parameter.role()));
      }
    }
    model.replace(next, tensors);
  }

  private static int moved(int read, int removed, int stands) {
    if (read == removed) {
      return stands;
    }
    return read > removed ? read - 1 : read;
  }

  private static WorkingTensor tensorOf(WorkingModel model, int node, Parameter.Role role) {
    for (int index : model.network().parametersOf(node)) {
      if (model.network().parameters().get(index).role() == role) {
        return model.tensors().get(index);
      }
    }
    throw new IllegalStateException("no " + role + " at node " + node);
  }
}
