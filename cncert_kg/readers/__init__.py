"""Bytes to `Document`: what a copy is, says of itself, and holds as text."""
