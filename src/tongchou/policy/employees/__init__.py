"""The law of the employees' basic pension 企业职工基本养老保险, by chapter."""
