"""How a province and the ministry come to know each other 节点接入, by files and fingerprints."""
