package io.deepcompress.pipeline.train;

/**
 * A batch as arrays.
 *
 * @param epoch from 0
 * @param samples numbers of its samples
 * @param features sample after sample
 */
record Batch(int epoch, int[] samples, float[] features) {}
