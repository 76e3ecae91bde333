"""Certificates between nodes: an authority of one's own, who a caller is, what lies in a folder."""
