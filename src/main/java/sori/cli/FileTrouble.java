package sori.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What the operating system says of files, in a sentence for whoever named them. */
final class FileTrouble {
    private FileTrouble() {}

    static String said(FileSystemException trouble) {
        String file = trouble.getFile() == null ? "a file" : trouble.getFile();
        if (trouble instanceof NoSuchFileException) {
            return "there is no " + file + ", and it cannot be made";
        }
        if (trouble instanceof FileAlreadyExistsException) {
            return file + " is there already, and is a file where a folder is needed";
        }
        if (trouble instanceof NotDirectoryException) {
            return file + " is no folder";
        }
        if (trouble instanceof AccessDeniedException) {
            return file + " may not be read or written by this user: permission denied";
        }
        return trouble.getReason() == null ? String.valueOf(trouble.getMessage()) : file + ": " + trouble.getReason();
    }
}
