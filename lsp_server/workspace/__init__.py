"""What changes over time: open documents, the session that holds them, files on disk and in git."""
