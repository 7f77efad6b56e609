"""CCTGA's periodicals: ransomware week by week, and malicious addresses."""
