package io.deepcompress.codec.entropy;

/**
 * What the payload of one tensor's codes is made of. Parts add up to the payload; range-coded ones
 * are seldom whole.
 *
 * @param positionMode name of the position coding
 * @param tableBytes bytes of modes, counts and tables
 * @param codeBytes bytes of the codes of non-zero weights
 * @param positionBytes bytes that say which weights are not zero
 */
public record CodeParts(
    String positionMode, double tableBytes, double codeBytes, double positionBytes) {}
