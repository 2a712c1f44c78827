"""How the embedder's adapter to the region's languages is trained."""
