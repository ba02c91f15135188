package io.deepcompress.pipeline.exporter;

import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Pool;
import io.deepcompress.codec.network.Shape;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** Lowers the nodes that have no parameters. */
final class PlainNodes {
  private PlainNodes() {}

  /** Lowers a node, or does nothing where there is no counterpart. */
  static boolean lower(Lowering target, int node, Operation operation) throws ExportException {
    GraphVertex vertex = vertex(target, operation);
    if (vertex != null) {
      target.add(node, vertex);
      return true;
    }
    Layer layer = layer(target, node, operation);
    if (layer != null) {
      target.add(node, layer, target.read(node));
      return true;
    }
    if (operation instanceof Operation.Reshape reshape) {
      reshape(target, node, reshape.shape());
    } else if (operation instanceof Operation.ScaleShift affine) {
      scaleShift(target, node, affine);
    } else if (operation instanceof Operation.Transpose) {
      return softmaxOverTime(target, node);
    } else if (operation instanceof Operation.Activation
        || operation instanceof Operation.Softmax) {
      return activation(target, node);
    } else {
      return false;
    }
    return true;
  }

  private static GraphVertex vertex(Lowering target, Operation operation) {
    if (operation instanceof Operation.Elementwise elementwise) {
      return new ElementWiseVertex(
          switch (elementwise.join()) {
            case ADD -> ElementWiseVertex.Op.Add;
            case PRODUCT -> ElementWiseVertex.Op.Product;
            case SUBTRACT -> ElementWiseVertex.Op.Subtract;
            case AVERAGE -> ElementWiseVertex.Op.Average;
            case MAX -> ElementWiseVertex.Op.Max;
          });
    } else if (operation instanceof Operation.Concatenate) {
      return new MergeVertex();
    } else if (operation instanceof Operation.Slice slice) {
      return new SubsetVertex(slice.from(), slice.to());
    } else if (operation instanceof Operation.L2Normalize normalize) {
      return new L2NormalizeVertex(null, normalize.epsilon());
    } else if (operation instanceof Operation.LastStep) {
      return new LastTimeStepVertex(target.network().inputs().get(0).name());
    }
    return null;
  }

  private static Layer layer(Lowering target, int node, Operation operation)
      throws ExportException {
    if (operation instanceof Operation.Pooling pooling) {
      return pooling(target, node, pooling);
    } else if (operation instanceof Operation.GlobalPooling pooling) {
      return new GlobalPoolingLayer.Builder(type(pooling.pool()))
          .pnorm(Math.max(1, pooling.p()))
          .build();
    } else if (operation instanceof Operation.LocalResponseNormalization lrn) {
      return new LocalResponseNormalization.Builder(lrn.k(), lrn.size(), lrn.alpha(), lrn.beta())
          .build();
    } else if (operation instanceof Operation.Pad pad) {
      return new ZeroPaddingLayer.Builder(pad.top(), pad.bottom(), pad.left(), pad.right()).build();
    } else if (operation instanceof Operation.Crop crop) {
      return new Cropping2D.Builder(crop.top(), crop.bottom(), crop.left(), crop.right()).build();
    } else if (operation instanceof Operation.Upsample upsample) {
      return new Upsampling2D.Builder()
          .size(new int[] {upsample.height(), upsample.width()})
          .build();
    } else if (operation instanceof Operation.SpaceToDepth space) {
      return new SpaceToDepthLayer.Builder<>(space.block(), CNN2DFormat.NCHW).build();
    }
    return null;
  }

  private static Layer pooling(Lowering target, int node, Operation.Pooling pooling)
      throws ExportException {
    var window = pooling.window();
    Placement placement = Placement.of(window, target.in(node));
    if (placement.mode() == null || pooling.pool() == Pool.SUM) {
      throw target.refuse(node, "pools as Deeplearning4j cannot");
    }
    SubsamplingLayer.Builder builder = new SubsamplingLayer.Builder(type(pooling.pool()));
    builder
        .kernelSize(window.kernelHeight(), window.kernelWidth())
        .stride(window.strideHeight(), window.strideWidth())
        .padding(placement.padding());
    return builder
        .dilation(window.dilationHeight(), window.dilationWidth())
        .convolutionMode(placement.mode())
        .pnorm(Math.max(1, pooling.p()))
        .avgPoolIncludePadInDivisor(pooling.countPadding())
        .build();
  }

  private static PoolingType type(Pool pool) {
    return switch (pool) {
      case MAX -> PoolingType.MAX;
      case AVERAGE -> PoolingType.AVG;
      case SUM -> PoolingType.SUM;
      case P_NORM -> PoolingType.PNORM;
    };
  }

  private static void reshape(Lowering target, int node, Shape to) {
    Shape from = target.in(node);
    if (from.rank() == 3 && to.rank() == 1) {
      target.add(
          node,
          new CnnToFeedForwardPreProcessor(from.dimension(1), from.dimension(2), from.channels()));
    } else if (from.rank() == 1 && to.rank() == 3) {
      target.add(
          node, new FeedForwardToCnnPreProcessor(to.dimension(1), to.dimension(2), to.channels()));
    } else {
      int[] dimensions = new int[to.rank() + 1];
      dimensions[0] = -1;
      System.arraycopy(to.toArray(), 0, dimensions, 1, to.rank());
      target.add(node, new ReshapeVertex(dimensions));
    }
  }

  private static void scaleShift(Lowering target, int node, Operation.ScaleShift affine) {
    target.add(node, new ScaleVertex(affine.factor()));
    if (affine.offset() != 0) {
      String shifted = target.unique(target.name(node) + ".offset");
      target
          .parts()
          .add(
              Part.of(
                  shifted, new ShiftVertex(affine.offset()), java.util.List.of(target.name(node))));
      target.finish(node, shifted);
    }
  }

  /** DL4J's softmax runs along the last axis: a softmax between two transpositions. */
  private static boolean softmaxOverTime(Lowering target, int node) {
    int softmax = target.onlyReader(node);
    if (softmax < 0 || !(target.activation(softmax) instanceof ActivationSoftmax)) {
      return false;
    }
    int back = target.onlyReader(softmax);
    if (back < 0
        || !(target.network().nodes().get(back).operation() instanceof Operation.Transpose)) {
      return false;
    }
    target.add(node, new ActivationLayer(new ActivationSoftmax()), target.read(node));
    target.finish(softmax, target.name(node));
    target.finish(back, target.name(node));
    return true;
  }

  private static boolean activation(Lowering target, int node) {
    IActivation function = target.activation(node);
    if (function == null) {
      return false;
    }
    boolean last = target.isFinal(node);
    boolean perPosition = function instanceof ActivationSoftmax && target.out(node).rank() > 1;
    target.add(
        node,
        last || perPosition
            ? Losses.layer(target.out(node), function)
            : new ActivationLayer(function),
        target.read(node));
    if (last) {
      target.markLoss(target.name(node));
    }
    return true;
  }
}
