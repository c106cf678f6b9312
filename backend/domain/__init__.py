"""The hall's rules. Plain dataclasses and functions, standard library only, no I/O."""
