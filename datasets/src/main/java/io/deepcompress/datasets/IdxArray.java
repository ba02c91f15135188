package io.deepcompress.datasets;

import java.util.List;

/**
 * What an IDX file of unsigned bytes holds.
 *
 * @param dimensions sizes, slowest first
 * @param data the bytes, exactly as many as the product of the dimensions
 */
record IdxArray(List<Integer> dimensions, byte[] data) {}
