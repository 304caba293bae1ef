"""The way to Redis. redis-py takes a tenth of a second to import: only the store's threads do."""
