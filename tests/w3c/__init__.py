"""The W3C's own test suites for SPARQL 1.1 and SHACL, run against this project; they stay in ../shared/w3c."""
