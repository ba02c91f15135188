package io.deepcompress.codec.entropy;

/**
 * The payload of one tensor's codes, and what it is made of.
 *
 * @param bytes the payload
 * @param positionMode name of the position coding that was cheapest
 * @param tableBytes bytes of modes, counts and tables
 * @param codeBytes bytes of the codes of non-zero weights; a sum of code lengths, so not always
 *     whole
 * @param positionBytes bytes that say which weights are not zero; likewise
 */
public record EncodedCodes(
    byte[] bytes, String positionMode, double tableBytes, double codeBytes, double positionBytes) {}
