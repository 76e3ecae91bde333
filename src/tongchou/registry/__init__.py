"""Who is insured and what they have earned."""
