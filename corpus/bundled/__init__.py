"""The first library: one press release, word for word, and the questions that examine it."""
