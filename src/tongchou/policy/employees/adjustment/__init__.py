"""The yearly adjustment 基本养老金调整 of pensions."""
