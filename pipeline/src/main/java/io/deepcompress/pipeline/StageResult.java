package io.deepcompress.pipeline;

import java.util.OptionalDouble;

/**
 * What a stage did.
 *
 * @param name of the stage
 * @param seconds it took
 * @param bytes that the model takes after it: while tensors are unshared, kept weights count as
 *     32-bit values with a position index; once shared, as fixed-length codes; after {@code
 *     encode}, the length of the file
 * @param accuracy fraction of held-out training samples classified right in float mode, if there is
 *     data
 * @param note what else there is to say, one line, or empty
 */
public record StageResult(
    String name, double seconds, long bytes, OptionalDouble accuracy, String note) {}
