/**
 * Labelled pictures for training, calibration and scoring.
 *
 * <pre>{@code
 * Dataset data = Datasets.open("mnist", DatasetOptions.defaults());
 * Split training = data.training();
 * float[] pixels = new float[training.shape().length()];
 * training.read(0, pixels, 0); // raw, 0 to 255, in [C,H,W] order
 * int label = training.label(0);
 * }</pre>
 *
 * <p>Pixels stay raw (0 to 255) and colour stays in the order red, green, blue; what a network
 * wants made of them is its own {@link io.deepcompress.datasets.StandardPreprocessing}.
 */
package io.deepcompress.datasets;
