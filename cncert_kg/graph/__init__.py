"""Values to triples: generators that open no file and keep no state.

The same generators feed the shards that validation reads and the sorted files that are published.
"""
