"""The package: control words at every step, submitting, progress, and the contact's decision."""
