"""How nodes agree: each envelope once, provably."""
