"""The hall: what the service hall allows, does and keeps."""
