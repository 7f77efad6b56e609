"""Machine tags: a taxonomy of MISP, or the Reference Security Incident Taxonomy (RSIT), which has the same form.

A predicate and each of its entries is a concept, named as `expanded` says; descriptions are not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cncert_kg.links.form import Form, head, imported, noted
from cncert_kg.links.parsed import File, Record, members
from cncert_kg.links.rows import Row, facts
from cncert_kg.links.things import Imported, Name, Source, Thing
from cncert_kg.series.rules import slug
from cncert_kg.vocab import CC0

SOURCE = Source(
    key="misp-taxonomy",
    title_zh="MISP 分类法",
    title_en="MISP taxonomies",
    publisher="MISP Project",
    homepage="https://github.com/MISP/misp-taxonomies",
    licence=CC0.value,
)
RSIT = Source(
    key="rsit",
    title_zh="参考安全事件分类（RSIT）",
    title_en="Reference Security Incident Taxonomy",
    publisher="Reference Security Incident Taxonomy Working Group",
    homepage="https://github.com/enisaeu/Reference-Security-Incident-Taxonomy-Task-Force",
    licence=CC0.value,
)

_OF = "predicate"
"""Key under which an entry is given its predicate."""


def _claims(file: File) -> bool:
    return (
        isinstance(file.value, Mapping) and "namespace" in file.value and isinstance(file.value.get("predicates"), list)
    )


def _records(taxonomy: Mapping[str, object]) -> Iterator[Record]:
    """Give predicates, then entries with their predicate; what is no list of entries as it is, to be told."""
    yield from members(taxonomy["predicates"], "predicates")
    values = taxonomy.get("values")
    if not isinstance(values, list | None):
        yield Record(str(values), "values")
    for group in members(values if isinstance(values, list) else [], "values"):
        entries = group.value.get("entry") if isinstance(group.value, Mapping) else group.value
        if not isinstance(entries, list):
            yield Record(str(entries), f"{group.where}.entry")
            continue
        predicate = group.value.get("predicate") if isinstance(group.value, Mapping) else None
        for entry in members(entries, f"{group.where}.entry"):
            value = {**entry.value, _OF: predicate} if isinstance(entry.value, Mapping) else entry.value
            yield Record(value, entry.where)


def _concept(namespace: str, row: Row) -> Thing:
    value, predicate = row.required("value"), row.required(_OF) if _OF in row.record else ""
    tag = f'{namespace}:{predicate}="{value}"' if predicate else f"{namespace}:{value}"
    return Thing(
        key=".".join(slug(p) for p in (predicate, value) if p),
        iri="",
        kind="concept",
        names=(Name(row.required("expanded", "value"), "en"),),
        identifiers=frozenset({("machinetag", tag)}),
        facts=facts(type=slug(namespace), notation=tag, broader=slug(predicate) if predicate else ""),
    )


def _imported(file: File) -> Imported:
    assert isinstance(file.value, Mapping)
    about = head(file)
    namespace = about.required("namespace")
    source = RSIT if namespace == "rsit" else replace(SOURCE, key=f"misp-taxonomy-{slug(namespace)}")
    version = " ".join(filter(None, (namespace, about.optional("version"))))
    records = _records(file.value)
    return imported(source, file, records, lambda row: _concept(namespace, row), version=version, told=noted(about))


FORM = Form("a taxonomy of machine tags: an object with namespace and predicates", _claims, _imported)
read = FORM.read
