package sori.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "doctor", description = "Say which libraries and voices are here, and what is wrong.")
final class DoctorCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.out.println("Java " + Runtime.version());
        return 0;
    }
}
