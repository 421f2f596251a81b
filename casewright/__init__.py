"""Which local model and which prompt should write our test cases? The domain behind stages and service."""
