"""What is known: documents, the library that holds them, and the bundled release."""
