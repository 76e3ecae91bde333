"""The deep proof 深度核对: what the logs say, rebuilt and compared with the tables row by row."""
