package io.deepcompress.pipeline.train;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.layers.LayerHelper;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Makes the two-dimensional convolutions and max poolings of a network train several times faster,
 * until closed.
 *
 * <p>DL4J's layers delegate to a "helper" when they have one, and look for it by class name only.
 * The field that holds it is set here instead; the network's configuration is not touched.
 */
public final class FastConvolution implements AutoCloseable {
  private static final Field CONVOLUTION_HELPER = helperField(ConvolutionLayer.class);
  private static final Field POOLING_HELPER = helperField(SubsamplingLayer.class);

  private final List<Runnable> removals = new ArrayList<>();

  private FastConvolution() {}

  /**
   * Installs the fast path in every plain convolution and pooling layer of an initialised network.
   *
   * <p>While installed, a layer that reads the network's input directly does not compute the
   * gradient by it; zeros stand in its place.
   */
  public static FastConvolution install(Model model) {
    FastConvolution installed = new FastConvolution();
    if (model instanceof MultiLayerNetwork network) {
      for (Layer layer : network.getLayers()) {
        installed.install(layer, layer == network.getLayer(0));
      }
    } else if (model instanceof ComputationGraph graph) {
      for (GraphVertex vertex : graph.getVertices()) {
        if (vertex.hasLayer()) {
          installed.install(vertex.getLayer(), readsInputs(vertex, graph));
        }
      }
    }
    return installed;
  }

  private static boolean readsInputs(GraphVertex vertex, ComputationGraph graph) {
    for (VertexIndices source : vertex.getInputVertices()) {
      if (!graph.getVertices()[source.getVertexIndex()].isInputVertex()) {
        return false;
      }
    }
    return true;
  }

  private void install(Layer layer, boolean first) {
    // Subclasses (1-D, transposed, depthwise) compute something else.
    if (layer.getHelper() != null) {
      return;
    }
    if (layer.getClass() == ConvolutionLayer.class) {
      GemmConvolution helper = new GemmConvolution(!first);
      set(CONVOLUTION_HELPER, layer, helper);
      removals.add(
          () -> {
            set(CONVOLUTION_HELPER, layer, null);
            helper.close();
          });
    } else if (layer.getClass() == SubsamplingLayer.class) {
      set(POOLING_HELPER, layer, new MaxPoolingGradient());
      removals.add(() -> set(POOLING_HELPER, layer, null));
    }
  }

  /** How many layers use the fast path. */
  public int layerCount() {
    return removals.size();
  }

  /** Gives the layers back their built-in implementation. */
  @Override
  public void close() {
    removals.forEach(Runnable::run);
    removals.clear();
  }

  private static Field helperField(Class<?> type) {
    try {
      Field field = type.getDeclaredField("helper");
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("This version of DL4J has no helper in " + type, e);
    }
  }

  private static void set(Field field, Layer layer, LayerHelper helper) {
    try {
      field.set(layer, helper);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("Cannot reach the helper of " + layer.getClass(), e);
    }
  }
}
