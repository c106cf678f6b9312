"""One function per thing that happens. A service owns its transaction."""
