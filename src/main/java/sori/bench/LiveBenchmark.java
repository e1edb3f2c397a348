package sori.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import sori.client.LiveText;
import sori.client.SpeechPublisher;
import sori.kafka.TopicReader;
import sori.kafka.Topics;
import sori.schema.AudioChunk;
import sori.schema.SpeechStatus;
import sori.schema.TextEvent;
import sori.schema.WordMark;
import sori.stream.SpeechApplication;
import sori.synthesis.CatalogVoices;
import sori.topology.Guarantee;
import sori.topology.TopologyFile;

/**
 * Conversation: how soon a sentence is heard that is written while one listens, and how soon speech ends when it is told to, and how
 * near to what was heard. Application, load and listener are in this process.
 */
final class LiveBenchmark extends PipelineCase {
    static final String TITLE = "pipeline.live";

    private static final double MS = 1000;

    /** A language model writes so many words a second. */
    private static final double WORDS_PER_SECOND = 15;

    private static final int AHEAD_MS = 500;
    private static final double HEARD_BEFORE_CANCEL_SECONDS = 2;
    private static final double PATIENCE_SECONDS = 60;

    private final Workplace workplace;

    LiveBenchmark(Workplace workplace) {
        super(TITLE, workplace);
        this.workplace = workplace;
    }

    @Override
    void run(Guarantee guarantee, BenchBroker broker, CatalogVoices voices) throws Exception {
        String name = "live-" + guarantee.title();
        TopologyFile topology = PipelineBenchmark.topology(name, guarantee).toBuilder()
                .control(name + ".control")
                .build();
        createTopics(broker, topology);
        Map<String, Object> conditions = EngineBenchmark.conditions(
                workplace, workplace.options().engine().workers());
        conditions.put("guarantee", guarantee.title());
        conditions.put("broker", broker.place());
        try (SpeechApplication application = new SpeechApplication(
                        topology, voices, broker.access(), workplace.directory().resolve(topology.application()));
                SpeechPublisher publisher = new SpeechPublisher(
                        broker.access(), Topics.TEXT.named(topology.from()), Topics.CONTROL.named(topology.control()));
                TopicReader<AudioChunk> audio =
                        TopicReader.fromNow(broker.access(), Topics.AUDIO.named(topology.to()))) {
            application.start();
            application.ready().get(PipelineBenchmark.START_SECONDS, TimeUnit.SECONDS);
            new Listening(publisher, audio, conditions).measure();
        }
    }

    /** Something to be done at a moment of the watch. */
    private record Action(double at, Runnable what) {}

    /** One application, and somebody who writes and listens. For one thread. */
    private final class Listening {
        private final SpeechPublisher publisher;
        private final TopicReader<AudioChunk> audio;
        private final Map<String, Object> conditions;
        private final Random random = new Random(workplace.sizes().seed());
        private final PriorityQueue<Action> due = new PriorityQueue<>(Comparator.comparingDouble(Action::at));
        private final Map<String, Double> since = new HashMap<>();
        private final Map<String, List<AudioChunk>> heard = new HashMap<>();
        private final Map<String, Double> firstAudioAt = new HashMap<>();
        private final Map<String, Double> endedAt = new HashMap<>();
        private final Map<String, Runnable> whenHeard = new HashMap<>();
        private final Stopwatch watch = new Stopwatch();
        private int open;

        private Listening(SpeechPublisher publisher, TopicReader<AudioChunk> audio, Map<String, Object> conditions) {
            this.publisher = publisher;
            this.audio = audio;
            this.conditions = conditions;
        }

        private void measure() throws TimeoutException {
            int events = workplace.sizes().utterances();
            parts("warm-up", workplace.sizes().warmUp(), "sentence");
            workplace.progress("pipeline.live: " + events + " texts in parts ...");
            tell("pipeline.parts.ttfa", parts("parts", events, "sentence"));
            workplace.progress("pipeline.live: " + events + " texts at " + WORDS_PER_SECOND + " words a second ...");
            conditions.put("wordsPerSecond", WORDS_PER_SECOND);
            for (String cut : List.of("clause", "sentence")) {
                conditions.put("cut", cut);
                tell("pipeline.parts.first_word.ttfa", words("words-" + cut, events, cut));
            }
            conditions.keySet().removeAll(List.of("wordsPerSecond", "cut"));
            workplace.progress("pipeline.live: " + events + " utterances that are cancelled ...");
            conditions.put("aheadMs", AHEAD_MS);
            cancel(events);
        }

        private void tell(String name, List<Double> seconds) {
            Distribution distribution =
                    Distribution.of(seconds.stream().map(each -> MS * each).toList());
            figure(name + ".p50", distribution.percentile(50), "ms");
            figure(name + ".p95", distribution.percentile(95), "ms");
        }

        private void figure(String name, double value, String unit) {
            workplace.figures().accept(new Figure(name, Map.copyOf(conditions), value, unit));
        }

        private TextEvent utterance(String id, Map<String, String> options) {
            return BulkSource.event(workplace, id, "", options);
        }

        /** From the part that completes the first sentence to its first audio. */
        private List<Double> parts(String name, int events, String cut) throws TimeoutException {
            List<String> texts = Texts.sentences(events);
            double at = watch.wallSeconds();
            for (int i = 0; i < events; i++) {
                at += gap();
                String id = name + "-" + i;
                String text = texts.get(i);
                int half = text.length() / 2;
                LiveText live = publisher.publishLive(utterance(id, Map.of("cut", cut)), Optional.empty());
                expect(id);
                due.add(new Action(at, () -> live.append(text.substring(0, half))));
                double completed = at + 0.3;
                due.add(new Action(completed, () -> {
                    since.put(id, completed);
                    live.append(text.substring(half) + " And so ");
                }));
                due.add(new Action(at + 0.8, () -> live.append("it goes on.")));
                due.add(new Action(at + 0.9, live::close));
            }
            return firstAudio(name);
        }

        /** From the first word of a model that writes word by word to the first audio. */
        private List<Double> words(String name, int events, String cut) throws TimeoutException {
            List<String> texts = Texts.sentences(2 * events);
            double at = watch.wallSeconds();
            for (int i = 0; i < events; i++) {
                at += gap();
                String id = name + "-" + i;
                LiveText live = publisher.publishLive(utterance(id, Map.of("cut", cut)), Optional.empty());
                expect(id);
                double first = at;
                String[] words = (texts.get(2 * i) + " " + texts.get(2 * i + 1)).split(" ");
                for (int word = 0; word < words.length; word++) {
                    String next = words[word] + " ";
                    due.add(new Action(first + word / WORDS_PER_SECOND, () -> {
                        since.putIfAbsent(id, first);
                        live.append(next);
                    }));
                }
                due.add(new Action(first + words.length / WORDS_PER_SECOND, live::close));
            }
            return firstAudio(name);
        }

        private double gap() {
            return -Math.log(1 - random.nextDouble()) / workplace.sizes().rate();
        }

        private void expect(String id) {
            heard.put(id, new ArrayList<>());
            open++;
        }

        private List<Double> firstAudio(String name) throws TimeoutException {
            listen();
            List<Double> seconds = new ArrayList<>();
            firstAudioAt.forEach((id, at) -> {
                if (id.startsWith(name + "-")) {
                    seconds.add(at - since.getOrDefault(id, at));
                }
            });
            return seconds;
        }

        /** From the control record to the last chunk; and how far that is from where a player had come to. */
        private void cancel(int events) throws TimeoutException {
            List<String> texts = Texts.sentences(5 * events);
            double at = watch.wallSeconds();
            Map<String, Double> cancelledAt = new HashMap<>();
            for (int i = 0; i < events; i++) {
                at += gap();
                String id = "cancel-" + i;
                String text = String.join(" ", texts.subList(5 * i, 5 * i + 5));
                TextEvent event = TextEvent.newBuilder(utterance(id, Map.of("aheadMs", Integer.toString(AHEAD_MS))))
                        .setText(text)
                        .build();
                expect(id);
                double sent = at;
                due.add(new Action(sent, () -> publisher.publish(event, Optional.empty())));
                whenHeard.put(id, () -> {
                    double moment = watch.wallSeconds() + HEARD_BEFORE_CANCEL_SECONDS;
                    due.add(new Action(moment, () -> {
                        cancelledAt.put(id, watch.wallSeconds());
                        publisher.cancel(id, Optional.of(id), "measured");
                    }));
                });
            }
            listen();
            List<Double> seconds = new ArrayList<>();
            List<Double> words = new ArrayList<>();
            int cancelled = 0;
            for (int i = 0; i < events; i++) {
                String id = "cancel-" + i;
                List<AudioChunk> chunks = heard.getOrDefault(id, List.of());
                AudioChunk end = chunks.get(chunks.size() - 1);
                if (end.getStatus() == SpeechStatus.CANCELLED) {
                    cancelled++;
                    seconds.add(endedAt.getOrDefault(id, 0.0) - cancelledAt.getOrDefault(id, 0.0));
                    double playedSeconds = cancelledAt.getOrDefault(id, 0.0) - firstAudioAt.getOrDefault(id, 0.0);
                    words.add((double) wordsBetween(chunks, end.getSpokenTo(), playedSeconds));
                }
            }
            figure("pipeline.cancel.cancelled", 100.0 * cancelled / events, "%");
            tell("pipeline.cancel", seconds);
            Distribution off = Distribution.of(words);
            figure("pipeline.cancel.words_off.p95", off.percentile(95), "words");
            figure("pipeline.cancel.words_off.worst", off.percentile(100), "words");
        }

        private void listen() throws TimeoutException {
            double progressAt = watch.wallSeconds();
            while (open > 0 || !due.isEmpty()) {
                while (!due.isEmpty() && due.peek().at() <= watch.wallSeconds()) {
                    due.remove().what().run();
                    progressAt = watch.wallSeconds();
                }
                double wait = due.isEmpty() ? 1 : Math.min(1, due.peek().at() - watch.wallSeconds());
                for (AudioChunk chunk :
                        audio.poll(Duration.ofNanos((long) (1e9 * Math.max(0, Math.min(0.02, wait)))))) {
                    hear(chunk, watch.wallSeconds());
                    progressAt = watch.wallSeconds();
                }
                if (watch.wallSeconds() - progressAt > PATIENCE_SECONDS) {
                    throw new TimeoutException("nothing comes any more, and " + open + " utterances have no end");
                }
            }
        }

        private void hear(AudioChunk chunk, double at) {
            String id = chunk.getUtteranceId();
            List<AudioChunk> chunks = heard.get(id);
            if (chunks == null) {
                return;
            }
            chunks.add(chunk);
            if (firstAudioAt.putIfAbsent(id, at) == null) {
                Optional.ofNullable(whenHeard.remove(id)).ifPresent(Runnable::run);
            }
            if (chunk.getLast()) {
                endedAt.put(id, at);
                open--;
            }
        }
    }

    /** Words that end between what is said to have been spoken and what a player had played. */
    private static int wordsBetween(List<AudioChunk> chunks, int spokenTo, double playedSeconds) {
        int between = 0;
        for (AudioChunk chunk : chunks) {
            for (WordMark mark : chunk.getMarks()) {
                boolean said = mark.getSourceEnd() <= spokenTo;
                boolean played = mark.getLastSample() < playedSeconds * chunk.getSampleRateHz();
                between += said == played ? 0 : 1;
            }
        }
        return between;
    }
}
