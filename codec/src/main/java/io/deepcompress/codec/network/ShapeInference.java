package io.deepcompress.codec.network;

import io.deepcompress.codec.network.Parameter.Role;
import java.util.ArrayList;
import java.util.List;

/** Shapes of an operation's output and parameters, from the shapes it reads. */
record ShapeInference(Shape output, List<Slot> parameters) {

  /** A parameter that an operation needs. */
  record Slot(Role role, Shape shape) {}

  /**
   * Infers the shapes.
   *
   * @throws IllegalArgumentException if the operation does not fit its inputs
   */
  static ShapeInference of(Operation operation, List<Shape> inputs) {
    if (operation instanceof Operation.Elementwise elementwise) {
      return elementwise(elementwise, inputs);
    }
    if (operation instanceof Operation.Concatenate) {
      return plain(concatenated(inputs));
    }
    require(inputs.size() == 1, "takes one input, not " + inputs.size());
    Shape in = inputs.get(0);
    if (operation instanceof Operation.Dense dense) {
      return dense(dense, in);
    } else if (operation instanceof Operation.Convolution convolution) {
      return convolution(convolution, in);
    } else if (operation instanceof Operation.Deconvolution deconvolution) {
      return deconvolution(deconvolution, in);
    } else if (operation instanceof Operation.Lstm lstm) {
      return lstm(lstm, in);
    } else if (operation instanceof Operation.Affine) {
      Shape perChannel = Shape.of(in.channels());
      return new ShapeInference(
          in, List.of(new Slot(Role.SCALE, perChannel), new Slot(Role.SHIFT, perChannel)));
    } else if (operation instanceof Operation.PRelu prelu) {
      return new ShapeInference(in, List.of(new Slot(Role.SLOPES, slopes(prelu, in))));
    }
    return plain(unparameterised(operation, in));
  }

  private static Shape unparameterised(Operation operation, Shape in) {
    if (operation instanceof Operation.Pooling pooling) {
      requireImage(in);
      Window window = pooling.window();
      requirePower(pooling.pool(), pooling.p());
      return image(
          in.channels(), window.outputHeight(in.dimension(1)), window.outputWidth(in.dimension(2)));
    } else if (operation instanceof Operation.GlobalPooling pooling) {
      require(in.rank() >= 2, "pools an image or a sequence, not " + in);
      requirePower(pooling.pool(), pooling.p());
      return Shape.of(in.channels());
    } else if (operation instanceof Operation.Pad pad) {
      requireImage(in);
      return image(
          in.channels(),
          in.dimension(1) + (long) nonNegative(pad.top()) + nonNegative(pad.bottom()),
          in.dimension(2) + (long) nonNegative(pad.left()) + nonNegative(pad.right()));
    } else if (operation instanceof Operation.Crop crop) {
      requireImage(in);
      return image(
          in.channels(),
          in.dimension(1) - (long) nonNegative(crop.top()) - nonNegative(crop.bottom()),
          in.dimension(2) - (long) nonNegative(crop.left()) - nonNegative(crop.right()));
    } else if (operation instanceof Operation.Slice slice) {
      require(
          slice.from() >= 0 && slice.from() <= slice.to() && slice.to() < in.channels(),
          "slice " + slice.from() + ".." + slice.to() + " is outside " + in);
      return withChannels(in, slice.to() - slice.from() + 1);
    } else if (operation instanceof Operation.Upsample upsample) {
      requireImage(in);
      require(upsample.height() >= 1 && upsample.width() >= 1, "upsamples by 1 or more");
      return image(
          in.channels(),
          (long) in.dimension(1) * upsample.height(),
          (long) in.dimension(2) * upsample.width());
    } else if (operation instanceof Operation.SpaceToDepth space) {
      requireImage(in);
      int block = space.block();
      require(
          block >= 1
              && block <= Window.MAX
              && in.dimension(1) % block == 0
              && in.dimension(2) % block == 0,
          "blocks of " + block + " do not divide " + in);
      // Fits: the output has as many elements as the input.
      return Shape.of(
          in.channels() * block * block, in.dimension(1) / block, in.dimension(2) / block);
    } else if (operation instanceof Operation.Reshape reshape) {
      require(reshape.shape().size() == in.size(), "cannot view " + in + " as " + reshape.shape());
      return reshape.shape();
    } else if (operation instanceof Operation.Transpose) {
      require(in.rank() == 2, "transposes a sequence, not " + in);
      return Shape.of(in.dimension(1), in.dimension(0));
    } else if (operation instanceof Operation.LastStep) {
      require(in.rank() == 2, "takes a step of a sequence, not " + in);
      return Shape.of(in.channels());
    } else if (operation instanceof Operation.LocalResponseNormalization lrn) {
      require(
          lrn.size() >= 1 && lrn.size() <= Window.MAX, "size " + lrn.size() + " is not positive");
    }
    return in;
  }

  private static ShapeInference dense(Operation.Dense dense, Shape in) {
    require(in.rank() <= 2, "takes a vector or a sequence, not " + in + "; flatten it first");
    return withBias(
        withChannels(in, dense.units()), Shape.of(dense.units(), in.channels()), dense.bias());
  }

  private static ShapeInference convolution(Operation.Convolution convolution, Shape in) {
    requireImage(in);
    int groups = convolution.groups();
    require(
        groups >= 1 && in.channels() % groups == 0 && convolution.filters() % groups == 0,
        groups + " groups do not divide " + in.channels() + " and " + convolution.filters());
    Window window = convolution.window();
    return withBias(
        image(
            convolution.filters(),
            window.outputHeight(in.dimension(1)),
            window.outputWidth(in.dimension(2))),
        Shape.of(
            convolution.filters(),
            in.channels() / groups,
            window.kernelHeight(),
            window.kernelWidth()),
        convolution.bias());
  }

  private static ShapeInference deconvolution(Operation.Deconvolution deconvolution, Shape in) {
    requireImage(in);
    Window window = deconvolution.window();
    return withBias(
        image(
            deconvolution.filters(),
            window.transposedHeight(in.dimension(1)),
            window.transposedWidth(in.dimension(2))),
        Shape.of(
            deconvolution.filters(), in.channels(), window.kernelHeight(), window.kernelWidth()),
        deconvolution.bias());
  }

  private static ShapeInference lstm(Operation.Lstm lstm, Shape in) {
    require(in.rank() == 2, "takes a sequence, not " + in);
    int units = lstm.units();
    require(units >= 1 && units <= Integer.MAX_VALUE / 4, "units " + units + " are out of range");
    List<Slot> slots = new ArrayList<>();
    slots.add(new Slot(Role.WEIGHTS, Shape.of(4 * units, in.channels())));
    slots.add(new Slot(Role.RECURRENT_WEIGHTS, Shape.of(4 * units, units)));
    slots.add(new Slot(Role.BIAS, Shape.of(4 * units)));
    if (lstm.peepholes()) {
      slots.add(new Slot(Role.PEEPHOLES, Shape.of(3 * units)));
    }
    return new ShapeInference(withChannels(in, units), List.copyOf(slots));
  }

  private static ShapeInference elementwise(Operation.Elementwise operation, List<Shape> inputs) {
    require(inputs.size() >= 2, "joins two or more inputs, not " + inputs.size());
    require(
        operation.join() != Operation.Join.SUBTRACT || inputs.size() == 2,
        "subtracts two inputs, not " + inputs.size());
    for (Shape shape : inputs) {
      require(shape.equals(inputs.get(0)), "cannot join " + inputs.get(0) + " and " + shape);
    }
    return plain(inputs.get(0));
  }

  private static Shape concatenated(List<Shape> inputs) {
    require(!inputs.isEmpty(), "joins at least one input");
    long channels = 0;
    for (Shape shape : inputs) {
      channels += shape.channels();
      require(
          withChannels(shape, 1).equals(withChannels(inputs.get(0), 1)),
          "cannot concatenate " + inputs.get(0) + " and " + shape);
    }
    require(channels <= Integer.MAX_VALUE, "too many channels");
    return withChannels(inputs.get(0), (int) channels);
  }

  private static Shape slopes(Operation.PRelu prelu, Shape in) {
    int[] dimensions = in.toArray();
    require(prelu.shared() >= 0 && prelu.shared() < 1 << in.rank(), "shares axes it does not have");
    for (int axis = 0; axis < dimensions.length; axis++) {
      if ((prelu.shared() >> axis & 1) != 0) {
        dimensions[axis] = 1;
      }
    }
    return Shape.of(dimensions);
  }

  private static ShapeInference withBias(Shape output, Shape weights, boolean bias) {
    Slot slot = new Slot(Role.WEIGHTS, weights);
    return new ShapeInference(
        output,
        bias ? List.of(slot, new Slot(Role.BIAS, Shape.of(weights.channels()))) : List.of(slot));
  }

  private static ShapeInference plain(Shape output) {
    return new ShapeInference(output, List.of());
  }

  private static Shape withChannels(Shape shape, int channels) {
    int[] dimensions = shape.toArray();
    dimensions[0] = channels;
    return Shape.of(dimensions);
  }

  private static Shape image(int channels, long height, long width) {
    require(
        height >= 1 && width >= 1 && height <= Integer.MAX_VALUE && width <= Integer.MAX_VALUE,
        "leaves an output of " + height + "x" + width);
    return Shape.of(channels, (int) height, (int) width);
  }

  private static int nonNegative(int value) {
    require(value >= 0, "a border of " + value + " is negative");
    return value;
  }

  private static void requirePower(Operation.Pool pool, int p) {
    require(
        pool == Operation.Pool.P_NORM ? p >= 1 : p == 0, "a norm needs p >= 1, any other pool p 0");
  }

  private static void requireImage(Shape in) {
    require(in.rank() == 3, "takes an image [channels, height, width], not " + in);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
