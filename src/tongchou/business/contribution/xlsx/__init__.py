"""Reading XLSX files as a stream: a process of its own, which may use so much and no more."""
