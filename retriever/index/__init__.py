"""Index a library for retrieval: dense vectors and BM25."""
