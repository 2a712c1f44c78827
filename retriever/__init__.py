"""From a question to an answer: the passages of the library that answer it, with the proof."""
