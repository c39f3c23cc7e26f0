"""The JSON schema of manifests, made of their records; ``manifest.schema.json`` is its published copy."""

from __future__ import annotations

from typing import Any

from pipelines.codec import schemas
from search.datasets.records import FORMAT, Manifest

ID = "https://khaosan.example/schemas/dataset-1.json"
"""A name, not an address: the example domain of RFC 2606."""


def manifest_schema() -> dict[str, Any]:
    """The schema (2020-12) that every manifest of this format fits."""
    (root,), components = schemas([Manifest], "#/$defs/{name}")
    components["Manifest"]["properties"]["format"] = {"const": FORMAT}
    components["Manifest"]["properties"]["id"] = {"type": "string", "pattern": "^ds-[0-9a-f]{16}$"}
    components["Manifest"]["required"] = sorted({*components["Manifest"]["required"], "id", "hash"})
    components["Item"]["properties"]["digest"] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "Khaosan dataset manifest",
        **root,
        "$defs": components,
    }
