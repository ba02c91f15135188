package io.deepcompress.pipeline;

/**
 * A weight tensor and the layer it belongs to.
 *
 * @param index position of the tensor among the network's parameters
 * @param node index of the layer's node in the network
 * @param layer name of the layer
 * @param kind of the layer
 * @param tensor the weights
 */
public record WeightLayer(
    int index, int node, String layer, LayerKind kind, WorkingTensor tensor) {}
