"""A release as an SQLite database, with a full-text index that finds Chinese, and what datasette says of it.

The text of the index is cut into words and, where it is Chinese, into pairs of characters that follow one another: a
phrase of pairs is then found exactly where the characters are.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from typing import Any

from cncert_kg.exports.data import Data
from cncert_kg.exports.sqlite_tables import TABLES, Table
from cncert_kg.vocab import CC0

DATABASE, METADATA = "sqlite/cncert-kg.db", "sqlite/metadata.json"

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+(?:[-.][^\W_{_HAN}]+)*")
_INDEXES = (("observations", "indicator, period"), ("observations", "issue"), ("mentions", "document"),
            ("observation_mentions", "mention"), ("documents", "issue"), ("issues", "series"), ("gaps", "series"),
            ("claims", "subject"), ("vulnerabilities", "issued"), ("vulnerability_cves", "cve"), ("codes", "scheme"),
            ("mappings", "subject"))  # fmt: skip

VIEWS = {
    "figures": (
        "观测值连同名称与时段",
        "Observations with names and days",
        """SELECT o.id, s.label_zh AS series_zh, s.label_en AS series_en, i.label_zh AS indicator_zh,
  i.label_en AS indicator_en, p.start, p.end, t.code AS statistic, b.label_zh AS breakdown_zh,
  b.label_en AS breakdown_en, a.code AS area, o.value, u.code AS unit, q.code AS qualifier, o.issue
FROM observations o LEFT JOIN series s ON s.id = o.series LEFT JOIN codes i ON i.id = o.indicator
  LEFT JOIN periods p ON p.id = o.period LEFT JOIN codes t ON t.id = o.statistic
  LEFT JOIN codes b ON b.id = o.breakdown LEFT JOIN codes a ON a.id = o.area LEFT JOIN codes u ON u.id = o.unit
  LEFT JOIN codes q ON q.id = o.qualifier ORDER BY o.id""",
    ),
    "sentences": (
        "每个观测值的原文语句与文档",
        "The sentence and the document behind each observation",
        """SELECT o.id AS observation, o.label_zh, o.label_en, o.value_text, m.sentence, m.quote, m.start, m.end,
  d.source, d.issued, d.sha256, m.rule
FROM observations o JOIN observation_mentions w ON w.observation = o.id JOIN mentions m ON m.id = w.mention
  LEFT JOIN documents d ON d.id = m.document ORDER BY o.id, m.id""",
    ),
    "gaps_by_year": (
        "各系列每年缺口数",
        "Gaps by series, year and reason",
        """SELECT g.series, substr(coalesce(p.start, i.issued, ''), 1, 4) AS year, g.reason, count(*) AS gaps
FROM gaps g LEFT JOIN periods p ON p.id = g.period LEFT JOIN issues i ON i.id = g.issue GROUP BY 1, 2, 3
ORDER BY 1, 2, 3""",
    ),
    "issues_by_year": (
        "各系列每年的期数与有文档者",
        "Issues known by series and year, and those of which a copy is held",
        """SELECT i.series, substr(coalesce(i.issued, p.start, ''), 1, 4) AS year, count(*) AS issues,
  sum(EXISTS (SELECT 1 FROM documents d WHERE d.issue = i.id)) AS held
FROM issues i LEFT JOIN periods p ON p.id = i.period GROUP BY 1, 2 ORDER BY 1, 2""",
    ),
    "exploited": (
        "CNVD 条目中收入 CISA KEV 者",
        "Entries of CNVD that correspond to a CVE in CISA's KEV",
        """SELECT v.id, v.title, v.issued, c.cve, c.kev_added FROM vulnerabilities v
  JOIN vulnerability_cves c ON c.vulnerability = v.id WHERE c.kev_added IS NOT NULL ORDER BY c.kev_added, v.id""",
    ),
}
"""Questions that people ask, as views: what each gives, in Chinese and English, and its query."""

FIND = """WITH RECURSIVE pairs(n, pair) AS (
  SELECT 1, substr(:q, 1, 2) UNION ALL SELECT n + 1, substr(:q, n + 1, 2) FROM pairs WHERE n + 2 <= length(:q))
SELECT kind, id, text FROM search WHERE search MATCH CASE
  WHEN length(:q) = 0 THEN '""'
  WHEN :q GLOB '*[㐀-鿿]*' AND length(:q) = 1 THEN 'words: "' || :q || '" *'
  WHEN :q GLOB '*[㐀-鿿]*' THEN 'words: "' || (SELECT group_concat(replace(pair, '"', ''), ' ') FROM pairs) || '"'
  ELSE 'words: "' || replace(:q, '"', ' ') || '" *' END
ORDER BY rank LIMIT 100"""
"""Finds `:q`, a run of Chinese characters or of words, wherever it is."""


def words(text: str) -> str:
    """Give the text of the index: words, and pairs of neighbouring Chinese characters; the last of a run alone too."""
    found: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text)):
        if re.match(f"[{_HAN}]", run):
            found += [run[n : n + 2] for n in range(len(run) - 1)]
            found.append(run[-1])
        else:
            found.append(run)
    return " ".join(found)


def fill(connection: sqlite3.Connection, data: Data) -> None:
    """Make every table, index and view in an empty database, and write all rows, in constant memory."""
    connection.execute("PRAGMA foreign_keys = OFF")
    for table in TABLES:
        connection.execute(table.definition)
        connection.executemany(table.statement, table.rows(data))
    for number, (name, columns) in enumerate(_INDEXES):
        connection.execute(f"CREATE INDEX index_{number}_{name} ON {name} ({columns})")
    _index(connection)
    for name, (_, _, query) in VIEWS.items():
        connection.execute(f"CREATE VIEW {name} AS {query}")
    connection.commit()


def _index(connection: sqlite3.Connection) -> None:
    """The full-text index over the columns that tables name."""
    connection.create_function("words", 1, words, deterministic=True)
    connection.execute(
        "CREATE VIRTUAL TABLE search USING fts5(kind UNINDEXED, id UNINDEXED, text UNINDEXED, words,"
        " tokenize = \"unicode61 remove_diacritics 0 tokenchars '-.'\")"
    )
    for table in (t for t in TABLES if t.searched):
        text = " || ' ' || ".join(f"coalesce({column}, '')" for column in table.searched)
        connection.execute(
            f"INSERT INTO search SELECT '{table.name}', id, {text}, words({text}) FROM {table.name} ORDER BY id"
        )
    connection.execute("INSERT INTO search (search) VALUES ('optimize')")


def metadata(data: Data) -> bytes:
    """Give what datasette says of the database: what each table holds, licence, source, and the search."""
    tables: dict[str, Any] = {table.name: _described(table) for table in TABLES}
    tables |= {name: {"description": f"{en} · {zh}"} for name, (zh, en, _) in VIEWS.items()}
    tables["search"] = {"description": "Full-text index; the query find asks it · 全文索引，由查询 find 使用"}
    find = {"sql": FIND, "title": "Find · 查找",
            "description": "A run of Chinese characters, or words · 一串汉字，或单词"}  # fmt: skip
    whole = {
        "title": "CNCERT knowledge graph · CNCERT 知识图谱",
        "license": "CC0 1.0",
        "license_url": CC0.value,
        "source": "cncert-kg",
        "source_url": data.dataset,
        "databases": {"cncert-kg": {"tables": tables, "queries": {"find": find}}},
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"


def _described(table: Table) -> dict[str, Any]:
    label = next((n for n in ("label_en", "title", "quote") if f"{n} TEXT" in table.columns), "")
    return {"description": f"{table.en} · {table.zh}", **({"label_column": label} if label else {})}
