package sori.training.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;

class FamilyMemberTest {
    @Test
    void namesAreThoseOfTheRunsFoldersAndComeInTheFamilysOrder() {
        assertThat(FamilyMember.all())
                .extracting(FamilyMember::name)
                .containsExactly("rnn", "rnn-none", "lstm", "lstm-none", "gru", "gru-none");
        assertThat(FamilyMember.parse("gru-none, lstm"))
                .containsExactly(
                        new FamilyMember(Cell.LSTM, Alignment.ATTENTION), new FamilyMember(Cell.GRU, Alignment.NONE));
    }

    @Test
    void anUnknownNameIsToldTheKnownOnes() {
        assertThatThrownBy(() -> FamilyMember.parse("lstm,gru+attention"))
                .hasMessageContaining("'gru+attention'")
                .hasMessageContaining("rnn, rnn-none, lstm, lstm-none, gru, gru-none");
    }

    @Test
    void aMemberIsTrainedWithItsOptions() {
        assertThat(new FamilyMember(Cell.GRU, Alignment.NONE).options())
                .isEqualTo(List.of("--cell", "gru", "--attention", "none"));
        assertThat(new FamilyMember(Cell.RNN, Alignment.ATTENTION).options())
                .isEqualTo(List.of("--cell", "rnn", "--attention", "location"));
    }
}
