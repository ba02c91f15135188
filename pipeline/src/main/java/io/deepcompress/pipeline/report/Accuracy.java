package io.deepcompress.pipeline.report;

/**
 * How well a model classifies.
 *
 * @param samples that were scored
 * @param top1 fraction whose class scored highest; of equal scores the lower class counts
 * @param top5 fraction whose class is among the five highest
 * @param seconds it took
 */
public record Accuracy(int samples, double top1, double top5, double seconds) {}
