"""The cluster engine: Elasticsearch 8.19 and later, by URL."""
