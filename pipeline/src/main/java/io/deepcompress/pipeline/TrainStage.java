package io.deepcompress.pipeline;

import java.io.IOException;

/** Trains the weights that are left, or the centroids that they share. */
public final class TrainStage implements Stage {
  private final String name;
  private final Training training;

  /** A stage under a name, such as {@code retrain 2/4}. */
  public TrainStage(String name, Training training) {
    this.name = name;
    this.training = training;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean trains() {
    return true;
  }

  @Override
  public String run(WorkingModel model, StageContext context) throws IOException {
    return training.run(model, context, name);
  }
}
