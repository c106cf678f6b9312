"""The fields of each kind of page, one kind one file."""
