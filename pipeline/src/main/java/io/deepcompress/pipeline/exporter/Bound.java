package io.deepcompress.pipeline.exporter;

import io.deepcompress.pipeline.importer.Order;

/**
 * Where a parameter of the network goes.
 *
 * @param parameter index in the network
 * @param part name of the layer
 * @param name of the DL4J parameter, for instance {@code W}
 * @param start index of its first value there
 * @param order of its values there
 */
record Bound(int parameter, String part, String name, int start, Order order) {}
