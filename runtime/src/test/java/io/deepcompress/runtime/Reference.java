package io.deepcompress.runtime;

import io.deepcompress.codec.CompressedModel;
import io.deepcompress.codec.ModelFormatException;
import io.deepcompress.codec.network.ActivationFunction;
import io.deepcompress.codec.network.Network;
import io.deepcompress.codec.network.Node;
import io.deepcompress.codec.network.Operation;
import io.deepcompress.codec.network.Operation.Pool;
import io.deepcompress.codec.network.Parameter;
import io.deepcompress.codec.network.Parameter.Role;
import io.deepcompress.codec.network.Shape;
import io.deepcompress.codec.network.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * A second implementation of every operation, in double and straight from its definition, element
 * by element: slow, and without anything of the one under test.
 */
final class Reference {
  private final Network network;
  private final CompressedModel model;

  Reference(CompressedModel model) {
    this.model = model;
    this.network = model.network();
  }

  /** All values of the network for the given inputs. */
  List<double[]> values(float[]... inputs) throws ModelFormatException {
    List<double[]> values = new ArrayList<>();
    for (float[] input : inputs) {
      double[] value = new double[input.length];
      for (int i = 0; i < value.length; i++) {
        value[i] = input[i];
      }
      values.add(value);
    }
    for (int i = 0; i < network.nodes().size(); i++) {
      Node node = network.nodes().get(i);
      List<double[]> read = node.inputs().stream().map(values::get).toList();
      Shape in = network.shape(node.inputs().get(0));
      values.add(compute(i, node, read, in, network.shape(network.valueOf(i))));
    }
    return values;
  }

  /** First output. */
  double[] output(float[]... inputs) throws ModelFormatException {
    return values(inputs).get(network.outputs().get(0));
  }

  private double[] parameter(int node, Role role, int size) throws ModelFormatException {
    double[] result = new double[size];
    for (int i = 0; i < network.parameters().size(); i++) {
      Parameter parameter = network.parameters().get(i);
      if (parameter.node() == node && parameter.role() == role) {
        float[] values = model.tensors().get(i).toFloats();
        result = new double[values.length];
        for (int k = 0; k < values.length; k++) {
          result[k] = values[k];
        }
      }
    }
    return result;
  }

  private static double at(double[] x, Shape s, int c, int y, int xx) {
    if (y < 0 || y >= s.dimension(1) || xx < 0 || xx >= s.dimension(2)) {
      return 0;
    }
    return x[(c * s.dimension(1) + y) * s.dimension(2) + xx];
  }

  private double[] compute(int index, Node node, List<double[]> read, Shape in, Shape out)
      throws ModelFormatException {
    double[] x = read.get(0);
    double[] y = new double[out.size()];
    Operation operation = node.operation();
    if (operation instanceof Operation.Dense dense) {
      double[] w = parameter(index, Role.WEIGHTS, 0);
      double[] b = parameter(index, Role.BIAS, dense.units());
      int time = in.planeSize();
      for (int u = 0; u < dense.units(); u++) {
        for (int t = 0; t < time; t++) {
          double sum = b[u];
          for (int i = 0; i < in.channels(); i++) {
            sum += w[u * in.channels() + i] * x[i * time + t];
          }
          y[u * time + t] = sum;
        }
      }
    } else if (operation instanceof Operation.Convolution convolution) {
      convolve(index, convolution, x, y, in, out);
    } else if (operation instanceof Operation.Deconvolution deconvolution) {
      deconvolve(index, deconvolution, x, y, in, out);
    } else if (operation instanceof Operation.Pooling pooling) {
      pool(pooling, x, y, in, out);
    } else if (operation instanceof Operation.GlobalPooling pooling) {
      int plane = in.planeSize();
      for (int c = 0; c < in.channels(); c++) {
        List<Double> taps = new ArrayList<>();
        for (int i = 0; i < plane; i++) {
          taps.add(x[c * plane + i]);
        }
        y[c] = pool(pooling.pool(), pooling.p(), taps, plane);
      }
    } else if (operation instanceof Operation.Affine) {
      double[] scale = parameter(index, Role.SCALE, 0);
      double[] shift = parameter(index, Role.SHIFT, 0);
      for (int i = 0; i < y.length; i++) {
        y[i] = scale[i / in.planeSize()] * x[i] + shift[i / in.planeSize()];
      }
    } else if (operation instanceof Operation.ScaleShift scale) {
      for (int i = 0; i < y.length; i++) {
        y[i] = scale.factor() * x[i] + scale.offset();
      }
    } else if (operation instanceof Operation.LocalResponseNormalization n) {
      int plane = in.planeSize();
      for (int i = 0; i < y.length; i++) {
        double sum = 0;
        for (int c = 0; c < in.channels(); c++) {
          if (Math.abs(c - i / plane) <= n.size() / 2) {
            sum += x[c * plane + i % plane] * x[c * plane + i % plane];
          }
        }
        y[i] = x[i] / Math.pow(n.k() + n.alpha() * sum, n.beta());
      }
    } else if (operation instanceof Operation.Activation activation) {
      for (int i = 0; i < y.length; i++) {
        y[i] = activate(activation.function(), activation.a(), x[i]);
      }
    } else if (operation instanceof Operation.PRelu prelu) {
      double[] slopes = parameter(index, Role.SLOPES, 0);
      prelu(prelu, slopes, x, y, in);
    } else if (operation instanceof Operation.Softmax) {
      int plane = in.planeSize();
      for (int i = 0; i < y.length; i++) {
        double sum = 0;
        for (int c = 0; c < in.channels(); c++) {
          sum += Math.exp(x[c * plane + i % plane]);
        }
        y[i] = Math.exp(x[i]) / sum;
      }
    } else if (operation instanceof Operation.Elementwise elementwise) {
      elementwise(elementwise.join(), read, y);
    } else if (operation instanceof Operation.L2Normalize normalize) {
      double sum = 0;
      for (double value : x) {
        sum += value * value;
      }
      for (int i = 0; i < y.length; i++) {
        y[i] = x[i] / Math.max(normalize.epsilon(), Math.sqrt(sum));
      }
    } else if (operation instanceof Operation.Lstm lstm) {
      lstm(index, lstm, x, y, in);
    } else if (operation instanceof Operation.Reshape) {
      return x;
    } else if (operation instanceof Operation.Concatenate) {
      int to = 0;
      for (double[] part : read) {
        System.arraycopy(part, 0, y, to, part.length);
        to += part.length;
      }
    } else {
      move(operation, x, y, in, out);
    }
    return y;
  }

  private void move(Operation operation, double[] x, double[] y, Shape in, Shape out) {
    int plane = out.planeSize();
    int width = out.rank() == 3 ? out.dimension(2) : out.rank() == 2 ? out.dimension(1) : 1;
    for (int i = 0; i < y.length; i++) {
      int c = i / plane;
      int row = i % plane / width;
      int column = i % width;
      if (operation instanceof Operation.Pad pad) {
        y[i] = at(x, in, c, row - pad.top(), column - pad.left());
      } else if (operation instanceof Operation.Crop crop) {
        y[i] = at(x, in, c, row + crop.top(), column + crop.left());
      } else if (operation instanceof Operation.Slice slice) {
        y[i] = x[(c + slice.from()) * plane + i % plane];
      } else if (operation instanceof Operation.Upsample upsample) {
        y[i] = at(x, in, c, row / upsample.height(), column / upsample.width());
      } else if (operation instanceof Operation.SpaceToDepth space) {
        int corner = c / in.channels();
        y[i] =
            at(
                x,
                in,
                c % in.channels(),
                row * space.block() + corner / space.block(),
                column * space.block() + corner % space.block());
      } else if (operation instanceof Operation.Transpose) {
        y[i] = x[column * in.dimension(1) + c];
      } else if (operation instanceof Operation.LastStep) {
        y[i] = x[i * in.dimension(1) + in.dimension(1) - 1];
      } else {
        throw new AssertionError(operation);
      }
    }
  }

  private void convolve(
      int index, Operation.Convolution convolution, double[] x, double[] y, Shape in, Shape out)
      throws ModelFormatException {
    double[] w = parameter(index, Role.WEIGHTS, 0);
    double[] b = parameter(index, Role.BIAS, convolution.filters());
    Window window = convolution.window();
    int inGroup = in.channels() / convolution.groups();
    int outGroup = convolution.filters() / convolution.groups();
    int i = 0;
    for (int f = 0; f < out.dimension(0); f++) {
      for (int row = 0; row < out.dimension(1); row++) {
        for (int column = 0; column < out.dimension(2); column++) {
          double sum = b[f];
          for (int c = 0; c < inGroup; c++) {
            for (int ky = 0; ky < window.kernelHeight(); ky++) {
              for (int kx = 0; kx < window.kernelWidth(); kx++) {
                int weight =
                    ((f * inGroup + c) * window.kernelHeight() + ky) * window.kernelWidth() + kx;
                sum +=
                    w[weight]
                        * at(
                            x,
                            in,
                            f / outGroup * inGroup + c,
                            row * window.strideHeight()
                                - window.top()
                                + ky * window.dilationHeight(),
                            column * window.strideWidth()
                                - window.left()
                                + kx * window.dilationWidth());
              }
            }
          }
          y[i++] = sum;
        }
      }
    }
  }

  /** Gathers: an output takes every input whose window covers it. */
  private void deconvolve(
      int index, Operation.Deconvolution deconvolution, double[] x, double[] y, Shape in, Shape out)
      throws ModelFormatException {
    double[] w = parameter(index, Role.WEIGHTS, 0);
    double[] b = parameter(index, Role.BIAS, deconvolution.filters());
    Window window = deconvolution.window();
    int i = 0;
    for (int f = 0; f < out.dimension(0); f++) {
      for (int row = 0; row < out.dimension(1); row++) {
        for (int column = 0; column < out.dimension(2); column++) {
          double sum = b[f];
          for (int c = 0; c < in.channels(); c++) {
            for (int ky = 0; ky < window.kernelHeight(); ky++) {
              for (int kx = 0; kx < window.kernelWidth(); kx++) {
                int down = row + window.top() - ky * window.dilationHeight();
                int across = column + window.left() - kx * window.dilationWidth();
                if (down % window.strideHeight() == 0 && across % window.strideWidth() == 0) {
                  int weight =
                      ((f * in.channels() + c) * window.kernelHeight() + ky) * window.kernelWidth()
                          + kx;
                  sum +=
                      w[weight]
                          * at(
                              x,
                              in,
                              c,
                              down / window.strideHeight(),
                              across / window.strideWidth());
                }
              }
            }
          }
          y[i++] = sum;
        }
      }
    }
  }

  private static void pool(Operation.Pooling pooling, double[] x, double[] y, Shape in, Shape out) {
    Window window = pooling.window();
    int i = 0;
    for (int c = 0; c < out.dimension(0); c++) {
      for (int row = 0; row < out.dimension(1); row++) {
        for (int column = 0; column < out.dimension(2); column++) {
          List<Double> taps = new ArrayList<>();
          for (int ky = 0; ky < window.kernelHeight(); ky++) {
            for (int kx = 0; kx < window.kernelWidth(); kx++) {
              int yy = row * window.strideHeight() - window.top() + ky * window.dilationHeight();
              int xx = column * window.strideWidth() - window.left() + kx * window.dilationWidth();
              if (yy >= 0 && yy < in.dimension(1) && xx >= 0 && xx < in.dimension(2)) {
                taps.add(at(x, in, c, yy, xx));
              }
            }
          }
          int divisor =
              pooling.countPadding() ? window.kernelHeight() * window.kernelWidth() : taps.size();
          y[i++] = pool(pooling.pool(), pooling.p(), taps, divisor);
        }
      }
    }
  }

  private static double pool(Pool pool, int p, List<Double> taps, int divisor) {
    if (taps.isEmpty()) {
      return 0;
    }
    return switch (pool) {
      case MAX -> taps.stream().mapToDouble(t -> t).max().getAsDouble();
      case AVERAGE -> taps.stream().mapToDouble(t -> t).sum() / divisor;
      case SUM -> taps.stream().mapToDouble(t -> t).sum();
      case P_NORM ->
          Math.pow(taps.stream().mapToDouble(t -> Math.pow(Math.abs(t), p)).sum(), 1.0 / p);
    };
  }

  private static void prelu(
      Operation.PRelu prelu, double[] slopes, double[] x, double[] y, Shape in) {
    int[] size = {1, 1, 1};
    int[] slopeSize = {1, 1, 1};
    for (int axis = 0; axis < in.rank(); axis++) {
      size[axis] = in.dimension(axis);
      slopeSize[axis] = (prelu.shared() >> axis & 1) != 0 ? 1 : size[axis];
    }
    int i = 0;
    for (int a = 0; a < size[0]; a++) {
      for (int b = 0; b < size[1]; b++) {
        for (int c = 0; c < size[2]; c++) {
          int slope =
              (Math.min(a, slopeSize[0] - 1) * slopeSize[1] + Math.min(b, slopeSize[1] - 1))
                      * slopeSize[2]
                  + Math.min(c, slopeSize[2] - 1);
          y[i] = x[i] >= 0 ? x[i] : slopes[slope] * x[i];
          i++;
        }
      }
    }
  }

  private static void elementwise(Operation.Join join, List<double[]> read, double[] y) {
    DoubleBinaryOperator operator =
        switch (join) {
          case ADD, AVERAGE -> Double::sum;
          case PRODUCT -> (a, b) -> a * b;
          case SUBTRACT -> (a, b) -> a - b;
          case MAX -> Math::max;
        };
    for (int i = 0; i < y.length; i++) {
      double value = read.get(0)[i];
      for (int k = 1; k < read.size(); k++) {
        value = operator.applyAsDouble(value, read.get(k)[i]);
      }
      y[i] = join == Operation.Join.AVERAGE ? value / read.size() : value;
    }
  }

  private void lstm(int index, Operation.Lstm lstm, double[] x, double[] y, Shape in)
      throws ModelFormatException {
    int units = lstm.units();
    int time = in.dimension(1);
    double[] w = parameter(index, Role.WEIGHTS, 0);
    double[] r = parameter(index, Role.RECURRENT_WEIGHTS, 0);
    double[] b = parameter(index, Role.BIAS, 4 * units);
    double[] p = parameter(index, Role.PEEPHOLES, 3 * units);
    double[] c = new double[units];
    double[] h = new double[units];
    for (int t = 0; t < time; t++) {
      double[] next = new double[units];
      for (int u = 0; u < units; u++) {
        double[] z = new double[4];
        for (int block = 0; block < 4; block++) {
          int row = block * units + u;
          z[block] = b[row];
          for (int i = 0; i < in.channels(); i++) {
            z[block] += w[row * in.channels() + i] * x[i * time + t];
          }
          for (int i = 0; i < units; i++) {
            z[block] += r[row * units + i] * h[i];
          }
        }
        double forget = activate(lstm.gate(), 0, z[1] + p[u] * c[u]);
        double input = activate(lstm.gate(), 0, z[3] + p[2 * units + u] * c[u]);
        c[u] = forget * c[u] + input * activate(lstm.cell(), 0, z[0]);
        double output = activate(lstm.gate(), 0, z[2] + p[units + u] * c[u]);
        next[u] = output * activate(lstm.cell(), 0, c[u]);
        y[u * time + t] = next[u];
      }
      h = next;
    }
  }

  static double activate(ActivationFunction function, double a, double x) {
    double sigmoid = 1 / (1 + Math.exp(-x));
    return switch (function) {
      case RELU -> x > 0 ? x : 0;
      case CLIPPED_RELU -> x < 0 ? 0 : x > a ? a : x;
      case LEAKY_RELU -> x < 0 ? a * x : x;
      case THRESHOLDED_RELU -> x > a ? x : 0;
      case SIGMOID -> sigmoid;
      case TANH -> Math.tanh(x);
      case HARD_SIGMOID -> x < -2.5 ? 0 : x > 2.5 ? 1 : 0.2 * x + 0.5;
      case HARD_TANH -> x < -1 ? -1 : x > 1 ? 1 : x;
      case RATIONAL_TANH -> {
        double z = 2 * x / 3;
        double series = 1 + Math.abs(z) + z * z + 1.41645 * Math.pow(z, 4);
        yield 1.7159 * Math.signum(z) * (1 - 1 / series);
      }
      case RECTIFIED_TANH -> x > 0 ? Math.tanh(x) : 0;
      case ELU -> x < 0 ? a * (Math.exp(x) - 1) : x;
      case SELU -> 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * (Math.exp(x) - 1) : x);
      case SOFTPLUS -> Math.log(1 + Math.exp(x));
      case SOFTSIGN -> x / (1 + Math.abs(x));
      case SWISH -> x * sigmoid;
      case MISH -> x * Math.tanh(Math.log(1 + Math.exp(x)));
      case GELU -> gelu(a, x);
      case CUBE -> x * x * x;
      case EXP -> Math.exp(x);
    };
  }

  private static double gelu(double form, double x) {
    if (form == 2) {
      return x / (1 + Math.exp(-1.702 * x));
    }
    if (form == 1) {
      // The integral of the normal density by Simpson's rule.
      int steps = 2000;
      double sum = 0;
      for (int i = 0; i <= steps; i++) {
        double z = x * i / steps;
        sum += Math.exp(-z * z / 2) * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2);
      }
      return x * (0.5 + sum * x / steps / 3 / Math.sqrt(2 * Math.PI));
    }
    double cube = form == 0 ? 0.044715 * x * x * x : Math.pow(0.044715 * x, 3);
    return x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + cube)));
  }
}
