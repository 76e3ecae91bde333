"""What a node does by itself, all day."""
