"""The slots of SSSOM 1.1: which there are, and which of them a `MappingSet` holds.

Names and order are those of the schema, https://w3id.org/sssom/schema/.
"""

from __future__ import annotations


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ALL_SLOTS = _names(
    """sssom_version curie_map mapping_set_id mapping_set_version mapping_set_source mapping_set_title
    mapping_set_description mapping_set_confidence creator_id creator_label license subject_type subject_source
    subject_source_version object_type object_source object_source_version predicate_type mapping_provider
    cardinality_scope mapping_tool mapping_tool_id mapping_tool_version mapping_date publication_date
    subject_match_field object_match_field subject_preprocessing object_preprocessing similarity_measure
    curation_rule curation_rule_text see_also issue_tracker other comment extension_definitions"""
)
"""Of a mapping set."""

ALL_COLUMNS = _names(
    """record_id subject_id subject_label subject_category predicate_id predicate_label predicate_modifier object_id
    object_label object_category mapping_justification author_id author_label reviewer_id reviewer_label creator_id
    creator_label license subject_type subject_source subject_source_version object_type object_source
    object_source_version predicate_type mapping_provider mapping_source mapping_cardinality cardinality_scope
    mapping_tool mapping_tool_id mapping_tool_version mapping_date publication_date review_date confidence
    reviewer_agreement curation_rule curation_rule_text subject_match_field object_match_field match_string
    subject_preprocessing object_preprocessing similarity_score similarity_measure see_also issue_tracker_item other
    comment"""
)
"""Of a mapping."""

SLOTS = _names(
    """sssom_version curie_map mapping_set_id mapping_set_version mapping_set_title mapping_set_description
    creator_label license subject_source object_source object_source_version mapping_date comment"""
)
"""Those of a set that we keep."""

COLUMNS = _names(
    """subject_id subject_label predicate_id object_id object_label object_category mapping_justification confidence
    match_string comment"""
)
"""Those of a mapping that we keep."""

HOISTED = frozenset({"subject_source", "object_source", "object_source_version", "mapping_date"})
"""Columns that may stand once for the whole set."""

REFERENCES = frozenset({"subject_source", "object_source"})
"""Slots of a set whose value is a CURIE."""

LISTS = frozenset({"creator_label"})
