"""What a page may load (Content Security Policy 3): nothing from elsewhere, and no script unless it says so."""

from __future__ import annotations

POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'"
"""Of a page without scripts: its style sheet, its pictures, and the form that leads to the search."""

SCRIPTS = f"{POLICY}; script-src 'self'"
"""Of a page with scripts of the release."""

ENGINE = f"{SCRIPTS} 'wasm-unsafe-eval'; worker-src blob:"
"""Of a page whose scripts run WebAssembly in a worker that they make."""
