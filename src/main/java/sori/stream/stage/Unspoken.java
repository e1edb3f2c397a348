package sori.stream.stage;

import sori.stream.store.JournalCount;

/**
 * What a journal holds, counted as it comes and goes: utterances, inputs, and how much speech is to be made of these. For one stream
 * thread.
 *
 * @param <I> the inputs
 */
final class Unspoken<I> implements JournalCount<I> {
    /** What a new estimate is worth beside what was measured, in units. */
    private static final double USUAL_UNITS = 1000;

    private final Inputs<I> kind;
    private final Amount interactive = new Amount();
    private final Amount bulk = new Amount();
    private long utterances;
    private double spokenUnits;
    private double spokenSeconds;

    private static final class Amount {
        private long inputs;
        private long units;
    }

    Unspoken(Inputs<I> kind) {
        this.kind = kind;
    }

    @Override
    public void opened() {
        utterances++;
    }

    @Override
    public void closed() {
        utterances--;
    }

    @Override
    public void add(I input) {
        count(input, 1);
    }

    @Override
    public void remove(I input) {
        count(input, -1);
    }

    private void count(I input, int sign) {
        Amount amount = kind.bulk(input) ? bulk : interactive;
        amount.inputs += sign;
        amount.units += sign * kind.units(input);
    }

    /** So many units came to so much speech: by this the rest is estimated. */
    void spoken(long units, double seconds) {
        spokenUnits += units;
        spokenSeconds += seconds;
    }

    long utterances() {
        return utterances;
    }

    StageLoad.Backlog backlog(boolean ofBulk) {
        Amount amount = ofBulk ? bulk : interactive;
        double secondsPerUnit = (USUAL_UNITS * kind.usualUnitSeconds() + spokenSeconds) / (USUAL_UNITS + spokenUnits);
        return new StageLoad.Backlog(amount.inputs, amount.units * secondsPerUnit);
    }
}
