package io.deepcompress.pipeline.importer;

/**
 * What a layer gives or takes.
 *
 * @param value in the network
 * @param folded whether it is a sequence whose time DL4J has folded into the batch axis; the codec
 *     computes such layers on the sequence itself
 */
record Flow(int value, boolean folded) {}
