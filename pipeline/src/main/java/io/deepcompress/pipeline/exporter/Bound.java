package io.deepcompress.pipeline.exporter;

/**
 * Where a parameter of the network goes.
 *
 * @param parameter index in the network
 * @param part name of the layer
 * @param name of the DL4J parameter, for instance {@code W}
 * @param start index of its first value there
 * @param order index there, from the start on, for each of its values; empty for the same order
 */
record Bound(int parameter, String part, String name, int start, int[] order) {}
