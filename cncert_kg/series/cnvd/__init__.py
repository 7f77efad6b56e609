"""CNVD's periodicals: what it recorded week by week, and the entries that drew attention."""
