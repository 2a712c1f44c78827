"""The derived indexes over a library."""
