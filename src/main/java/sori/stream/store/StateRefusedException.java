package sori.stream.store;

/** A state store that this release cannot go on from. The application stops before it has consumed anything. */
public final class StateRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Its open utterances are kept as another release does it, or another choice of taps, and their marks tell something else. */
    public static StateRefusedException ofOtherShape(String store) {
        return new StateRefusedException(
                store, "its utterances under way were kept for other stages or with other taps");
    }

    public StateRefusedException(String store, String reason) {
        super("the state store " + store + " was written by another release of Sori: " + reason
                + ". Run that release until every utterance is spoken, or give the application another name in its"
                + " topology file; then start this one");
    }
}
