"""Tests, one file a module; test documents are written for the tests."""
