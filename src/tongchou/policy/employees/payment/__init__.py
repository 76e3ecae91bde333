"""Payment 待遇发放: when it stops and goes on, and how overpayments come back."""
