"""Keep a library in step with folders: one pass, or watching."""
