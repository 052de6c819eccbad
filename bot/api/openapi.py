"""The OpenAPI 3.1 document of the API, generated from the models and the table of lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic.schema import schema

from bot.api import models
from bot.api.sections import OPENAPI, PLANS, ROOT, SEARCH, SECTIONS

_SCHEMAS = "#/components/schemas/"
_JSON = "application/json"


def document() -> dict[str, Any]:
    """The whole document, as plain JSON."""
    own: list[type[models.Reply]] = [models.Error, models.Plans, models.Plan, models.Hits]
    own += [model for section in SECTIONS for model in (section.list, section.entry)]
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "What the plans state",
            "version": "1",
            "description": "Read-only. Every field is in every reply; what the sources do not state is «not_stated». Texts are Vietnamese.",
        },
        "servers": [{"url": "/"}],
        "paths": _paths(),
        "components": {
            "schemas": schema(own, ref_prefix=_SCHEMAS)["definitions"],
            "headers": {
                "ETag": {"description": "strong; changes with the content", "required": True, "schema": {"type": "string"}},
                "Cache-Control": {"required": True, "schema": {"type": "string"}},
            },
            "parameters": {
                "If-None-Match": {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}, "description": "an ETag, several, or *"},
                "plan_id": {"name": "plan_id", "in": "path", "required": True, "schema": {"type": "string"}},
                "q": {
                    "name": "q",
                    "in": "query",
                    "schema": {"type": "string"},
                    "description": "words as people type them: with or without diacritics, with slips, begun; without it nothing is found",
                },
                "id": {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
            },
        },
    }


def _paths() -> dict[str, Any]:
    paths = {
        PLANS: _path("plans", models.Plans),
        f"{PLANS}/{{plan_id}}": _path("plan", models.Plan, "plan_id"),
    }
    for section in SECTIONS:
        where = f"{PLANS}/{{plan_id}}/{section.name}"
        paths[where] = _path(section.name, section.list, "plan_id")
        paths[f"{where}/{{id}}"] = _path(section.name.removesuffix("s"), section.entry, "plan_id", "id")
    paths[f"{PLANS}/{{plan_id}}/{SEARCH}"] = _path("search_plan", models.Hits, "plan_id", "q")
    paths[f"{ROOT}/{SEARCH}"] = _path("search", models.Hits, "q", missing=False)
    paths[OPENAPI] = _path("openapi", None)
    return paths


def _path(operation: str, model: type[models.Reply] | None, *parameters: str, missing: bool | None = None) -> dict[str, Any]:
    """What can be done at a path: get it, or ask for its headers. missing: whether there may be nothing at it; else if it has parameters."""
    missing = bool(parameters) if missing is None else missing
    summary = model.__doc__ if model else "This document."
    content = {"$ref": _SCHEMAS + model.__name__} if model else {"type": "object"}
    return {
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in (*parameters, "If-None-Match")],
        "get": {"operationId": operation, "summary": summary, "responses": _responses(content, missing=missing)},
        "head": {"operationId": f"{operation}_headers", "summary": "The headers alone.", "responses": _responses(None, missing=missing)},
    }


def _responses(content: Mapping[str, Any] | None, *, missing: bool) -> dict[str, Any]:
    error = {"$ref": f"{_SCHEMAS}Error"} if content is not None else None
    found = {
        "200": _response("as it is now", content, ["ETag", "Cache-Control"]),
        "304": _response("unchanged since If-None-Match", None, ["ETag", "Cache-Control"]),
    }
    return {**found, "404": _response("no such plan or entry", error, [])} if missing else found


def _response(description: str, content: Mapping[str, Any] | None, headers: Sequence[str]) -> dict[str, Any]:
    told: dict[str, Any] = {"description": description}
    if headers:
        told["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
    if content is not None:
        told["content"] = {_JSON: {"schema": content}}
    return told
