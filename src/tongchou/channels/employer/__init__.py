"""How an employer sees its own people and months, declares, and follows what it handed in."""
