"""The commands of `rujuk`, one file a subject."""
