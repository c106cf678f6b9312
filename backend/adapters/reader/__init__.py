"""Reads pages: from the bytes of a file to facts, inside a checker's child process only."""

#: Facts are cached under this; raise it by one whenever the same bytes would give other facts. It is a whole number:
#: what every earlier reader left of a file is found by counting when the file is deleted.
READER_VERSION = "6"
