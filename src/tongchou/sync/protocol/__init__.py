"""The protocol by which nodes agree, without I/O: marks, what is known of a peer, decisions."""
