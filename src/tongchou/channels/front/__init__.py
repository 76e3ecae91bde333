"""What all channels share: the hour, the language, references, and the record of looks."""
