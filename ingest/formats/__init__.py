"""The formats: one file each, from a document's text or bytes to its blocks."""
