package sori.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;

class ComparisonPageTest {
    private static final Pattern SOURCES = Pattern.compile("(?:src|href)=\"([^\"]*)\"");
    private static final Pattern PICTURES = Pattern.compile("data:image/png;base64,([^\"]*)");

    @TempDir
    Path directory;

    private String page() throws Exception {
        MadeUpComparison made = new MadeUpComparison()
                .measured(Cell.LSTM, Alignment.ATTENTION, (sentence, random) -> 5)
                .measured(Cell.LSTM, Alignment.NONE, (sentence, random) -> 7)
                .inTraining(Cell.GRU, Alignment.NONE);
        Path file = directory.resolve("deep/page.html");
        ComparisonPage.write(made.comparison(), file);
        return Files.readString(file);
    }

    @Test
    void everythingIsInsideTheFile() throws Exception {
        String page = page();
        List<String> sources =
                SOURCES.matcher(page).results().map(found -> found.group(1)).toList();
        assertThat(sources).hasSize(7).allMatch(source -> source.startsWith("data:"));
        assertThat(page).doesNotContain("http").doesNotContain("<script").doesNotContain("@import");
        List<MatchResult> pictures = PICTURES.matcher(page).results().toList();
        assertThat(pictures).hasSize(4);
        for (MatchResult picture : pictures) {
            byte[] png = Base64.getDecoder().decode(picture.group(1));
            assertThat(ImageIO.read(new ByteArrayInputStream(png)).getHeight()).isEqualTo(80);
        }
    }

    @Test
    void figuresStandInTheTablesByLength() throws Exception {
        String page = page();
        assertThat(page)
                .contains("All 45 sentences", "15 short (1 to 15 words)", "15 long (31 to 45 words)")
                .contains("2 of 3 members are measured; training goes on")
                .contains("<td>3,000,000</td><td>700 so far</td><td>10.0</td><td>0.86</td><td>–</td><td>–</td>")
                .contains("<td>7.00</td><td>49</td><td>3.00</td><td>100</td><td>–</td><td>–</td><td>1.10</td>")
                .contains("not measured yet");
    }

    @Test
    void textCannotBreakThePage() throws Exception {
        assertThat(page()).contains("made up &amp; short", "go&lt;b&gt; on").doesNotContain("go<b>");
    }

    @Test
    void everyMemberHasALineInEachChart() throws Exception {
        String page = page();
        int charts = count(page, "<svg class=\"chart\"");
        assertThat(charts).isEqualTo(4);
        assertThat(count(page, "<polyline class=\"line lstm attends\"")).isEqualTo(charts);
        assertThat(count(page, "<polyline class=\"line lstm plain\"")).isEqualTo(charts);
        assertThat(count(page, "<polyline class=\"line gru plain\"")).isEqualTo(2); // its losses; nothing else yet
        assertThat(page).doesNotContain("NaN");
    }

    private static int count(String page, String part) {
        return page.split(Pattern.quote(part), -1).length - 1;
    }
}
