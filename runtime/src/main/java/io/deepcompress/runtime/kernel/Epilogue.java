package io.deepcompress.runtime.kernel;

/**
 * What follows a layer's 32-bit sums; see {@link Requantizer} for the formula. For an output in
 * bytes, multipliers, offsets and the upper limit are already divided by the output's scale.
 *
 * @param multiplier of each channel
 * @param offset of each channel
 * @param slope factor of negative values: 1 for none, 0 for ReLU
 * @param upper largest value, infinite for none
 * @param least smallest integer of the output before the zero point is added
 * @param most largest integer of the output before the zero point is added
 * @param zeroPoint added to the rounded integer
 */
public record Epilogue(
    float[] multiplier,
    float[] offset,
    float slope,
    float upper,
    int least,
    int most,
    int zeroPoint) {}
