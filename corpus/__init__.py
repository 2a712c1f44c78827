"""Store documents: the library, languages, errors and the bundled press release."""
