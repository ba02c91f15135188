package io.deepcompress.pipeline.prune;

/** What decides which weights go. */
public enum Method {
  /** The smallest magnitudes of each layer, at a density of its own. */
  MAGNITUDE,
  /** The smallest magnitudes of all layers together. */
  GLOBAL,
  /** The smallest layer-adaptive magnitude scores of all layers together. */
  LAMP
}
