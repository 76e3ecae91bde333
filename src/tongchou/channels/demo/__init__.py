"""One working life, played through running nodes."""
