package io.deepcompress.datasets;

/**
 * A file of a public data set.
 *
 * @param name file name
 * @param size length in bytes
 * @param sha256 SHA-256 of the file, 64 lower-case hexadecimal digits
 */
record RemoteFile(String name, long size, String sha256) {}
