"""What is kept: tables and queries by noun, files by digest, and the migrations that made them."""
