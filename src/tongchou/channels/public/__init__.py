"""How a citizen sees their own dossier."""
