package io.deepcompress.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

/** The same model gives the same bytes, whatever runs around it. */
class CanonicalTest {
  private static final List<WriteOptions> EVERY_CODING =
      List.of(
          WriteOptions.DEFAULT,
          new WriteOptions(Entropy.RANGE, false, 1),
          new WriteOptions(Entropy.RANGE, true, false, 1));

  @Test
  void threadsDoNotMatter() throws Exception {
    for (long seed = 0; seed < 60; seed++) {
      CompressedModel model = RandomModels.model(seed);
      for (WriteOptions options : EVERY_CODING) {
        byte[] file = ModelWriter.write(model, options);
        for (int threads : new int[] {1, 2, 8}) {
          WriteOptions threaded =
              new WriteOptions(options.entropy(), options.smallest(), false, threads);
          assertThat(ModelWriter.write(model, threaded)).as("seed %d", seed).isEqualTo(file);
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
