"""The reader: a network that reads question and passage together, and says where the answer stands, if it does."""
