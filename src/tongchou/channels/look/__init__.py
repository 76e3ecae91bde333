"""How every page looks: the frame, and the pieces that all faces share."""
