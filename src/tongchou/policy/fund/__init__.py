"""What provinces owe each other: the fund adjustment 基金调剂."""
