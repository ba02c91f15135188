package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

/** The same model gives the same bytes, whatever runs around it. */
class CanonicalTest {
  private static byte[] write(CompressedModel model, Entropy entropy, int threads)
      throws ModelFormatException {
    return ModelWriter.write(model, new WriteOptions(entropy, false, threads));
  }

  @Test
  void threadsDoNotMatter() throws Exception {
    for (long seed = 0; seed < 60; seed++) {
      CompressedModel model = RandomModels.model(seed);
      for (Entropy entropy : Entropy.values()) {
        byte[] file = write(model, entropy, 1);
        for (int threads : new int[] {1, 2, 8}) {
          assertThat(write(model, entropy, threads)).as("seed %d", seed).isEqualTo(file);
          Models.assertSame(ModelReader.verify(file, DecodeLimits.DEFAULT, threads), model);
        }
      }
    }
  }

  @Test
  void localeAndTimeZoneDoNotMatter() throws Exception {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      for (long seed = 0; seed < 60; seed++) {
        CompressedModel model = RandomModels.model(seed);
        Locale.setDefault(Locale.ROOT);
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        byte[] file = ModelWriter.write(model, WriteOptions.DEFAULT);
        // Turkish has a dotless i, Arabic its own digits.
        for (String tag : new String[] {"tr-TR", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist"}) {
          Locale.setDefault(Locale.forLanguageTag(tag));
          TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
          assertThat(ModelWriter.write(model, WriteOptions.DEFAULT)).isEqualTo(file);
          Models.assertSame(ModelReader.read(file), model);
        }
      }
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }
}
