package sori.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import sori.kafka.KafkaAccess;

class StateSlotTest {
    @TempDir
    private Path parent;

    @Test
    void aSlotInUseIsNotGivenOutAgain() throws Exception {
        try (StateSlot first = StateSlot.acquire(parent, "c1");
                StateSlot second = StateSlot.acquire(parent, "c1");
                StateSlot elsewhere = StateSlot.acquire(parent, "c2")) {
            assertThat(second.stores()).isNotEqualTo(first.stores());
            assertThat(elsewhere.stores()).isNotEqualTo(first.stores());
        }
    }

    /** Or one would fence the other; and after a restart it is the same member. */
    @Test
    void whoeverStaysIsAMemberOfItsOwn() throws Exception {
        Set<String> members = new TreeSet<>();
        for (int start = 0; start < 2; start++) {
            for (String folder : List.of("one", "other")) {
                try (StateSlot first = StateSlot.acquire(parent.resolve(folder), "c1");
                        StateSlot second = StateSlot.acquire(parent.resolve(folder), "c1")) {
                    for (StateSlot slot : List.of(first, second)) {
                        KafkaAccess staying = slot.staying(KafkaAccess.of("localhost:9092"), "sori speech");
                        members.add(staying.properties().get("main.consumer.group.instance.id"));
                    }
                }
            }
        }
        assertThat(members).hasSize(4).allMatch(member -> member.matches("[A-Za-z0-9._-]+"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aSlotIsHeldAgainstOtherProcesses() throws Exception {
        try (StateSlot slot = StateSlot.acquire(parent, "c1")) {
            Path lock = slot.stores().resolveSibling("lock");
            // What the kernel knows is what another process would run into.
            String inode = Files.getAttribute(lock, "unix:ino").toString();
            assertThat(Files.readString(Path.of("/proc/locks"))).contains(":" + inode + " ");
        }
    }

    @Test
    void freshStoresAreKeptAndStaleOnesAreNot() throws Exception {
        Path store;
        Path lock;
        try (StateSlot slot = StateSlot.acquire(parent, "c1")) {
            store = Files.createDirectories(slot.stores()).resolve("store");
            lock = slot.stores().resolveSibling("lock");
            Files.writeString(store, "kept");
        }
        try (StateSlot slot = StateSlot.acquire(parent, "c1")) {
            assertThat(slot.stores().resolve("store")).exists();
        }
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        try (StateSlot slot = StateSlot.acquire(parent, "c1")) {
            assertThat(slot.stores().resolve("store")).doesNotExist();
        }
    }
}
