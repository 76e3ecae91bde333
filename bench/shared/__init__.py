"""What several benches share; no bench by itself."""
