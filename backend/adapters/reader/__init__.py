"""Reads pages: from the bytes of a file to facts, inside a checker's child process only."""

#: Facts are cached under this; raise it whenever the same bytes would give other facts.
READER_VERSION = "5"
