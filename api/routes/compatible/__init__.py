"""The shapes that other programs speak: OpenAI's, MCP, Dify's. Thin translations of what `/v1/ask` and its like do."""
