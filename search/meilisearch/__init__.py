"""The production engine: a Meilisearch server, which many machines share."""
