"""The data of others: read from the files they offer, matched with ours, linked by reviewed mappings."""
