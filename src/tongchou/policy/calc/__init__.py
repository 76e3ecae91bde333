"""The rules as others ask them: facts and answers in JSON, one line each."""
