"""Writing what a repair puts right: rows as the log says them, copies of logs sent again."""
