"""Every term of another vocabulary that the graph uses, and every term of ours. Nothing else may be written."""

from __future__ import annotations

from functools import cache

from pyoxigraph import NamedNode

from cncert_kg.iris import DEFAULT_BASE


class Vocabulary:
    """A closed list of terms of one namespace: `ORG.memberOf`. A term not listed is an `AttributeError`."""

    def __init__(self, prefix: str, namespace: str, terms: str) -> None:
        self.prefix = prefix
        self.namespace = namespace
        self.terms = {t: NamedNode(namespace + t) for t in terms.split()}

    def __getattr__(self, name: str) -> NamedNode:
        try:
            return self.terms[name]
        except KeyError:
            raise AttributeError(f"{self.prefix}:{name} is not a term this project uses") from None


RDF = Vocabulary(
    "rdf",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "type Statement subject predicate object",
)
RDFS = Vocabulary(
    "rdfs",
    "http://www.w3.org/2000/01/rdf-schema#",
    "label comment seeAlso isDefinedBy subClassOf subPropertyOf domain range Class Literal Resource",
)
OWL = Vocabulary(
    "owl",
    "http://www.w3.org/2002/07/owl#",
    "Ontology Class ObjectProperty DatatypeProperty inverseOf disjointWith versionIRI versionInfo"
    " deprecated priorVersion AllDisjointClasses sameAs annotatedSource annotatedProperty annotatedTarget",
)
XSD = Vocabulary(
    "xsd",
    "http://www.w3.org/2001/XMLSchema#",
    "string integer decimal date dateTime gYear gYearMonth boolean anyURI hexBinary",
)
SKOS = Vocabulary(
    "skos",
    "http://www.w3.org/2004/02/skos/core#",
    "Concept ConceptScheme Collection prefLabel altLabel hiddenLabel notation definition note example scopeNote"
    " historyNote editorialNote inScheme topConceptOf hasTopConcept broader narrower related member"
    " exactMatch closeMatch broadMatch narrowMatch relatedMatch",
)
DCT = Vocabulary(
    "dct",
    "http://purl.org/dc/terms/",
    "title description creator publisher license rights rightsHolder issued modified created date identifier"
    " language source isPartOf hasPart temporal spatial subject type format isReplacedBy replaces references"
    " bibliographicCitation alternative PeriodOfTime LicenseDocument conformsTo accrualPeriodicity extent"
    " tableOfContents provenance isVersionOf abstract",
)
PROV = Vocabulary(
    "prov",
    "http://www.w3.org/ns/prov#",
    "Entity Activity Plan Agent SoftwareAgent wasDerivedFrom wasGeneratedBy used wasAssociatedWith"
    " specializationOf alternateOf wasRevisionOf generatedAtTime wasAttributedTo hadPlan qualifiedAssociation",
)
OA = Vocabulary(
    "oa",
    "http://www.w3.org/ns/oa#",
    "Annotation SpecificResource TextQuoteSelector TextPositionSelector hasBody hasTarget hasSource hasSelector"
    " motivatedBy identifying exact prefix suffix start end",
)
QB = Vocabulary(
    "qb",
    "http://purl.org/linked-data/cube#",
    "DataSet DataStructureDefinition Observation ComponentSpecification ComponentProperty DimensionProperty"
    " MeasureProperty AttributeProperty CodedProperty Slice SliceKey dataSet structure component dimension"
    " measure attribute componentProperty componentRequired componentAttachment order codeList concept"
    " sliceKey sliceStructure slice observation",
)
SDMX_DIMENSION = Vocabulary("sdim", "http://purl.org/linked-data/sdmx/2009/dimension#", "refArea refPeriod")
SDMX_MEASURE = Vocabulary("smea", "http://purl.org/linked-data/sdmx/2009/measure#", "obsValue")
SDMX_ATTRIBUTE = Vocabulary("satt", "http://purl.org/linked-data/sdmx/2009/attribute#", "unitMeasure obsStatus")
SDMX_CODE = Vocabulary("scod", "http://purl.org/linked-data/sdmx/2009/code#", "obsStatus obsStatus-A obsStatus-B")
SDMX_CONCEPT = Vocabulary("scon", "http://purl.org/linked-data/sdmx/2009/concept#", "refArea refPeriod obsStatus")
TIME = Vocabulary("time", "http://www.w3.org/2006/time#", "ProperInterval TemporalEntity Interval")
DCAT = Vocabulary(
    "dcat",
    "http://www.w3.org/ns/dcat#",
    "Catalog Dataset DatasetSeries Distribution Resource dataset distribution startDate endDate version"
    " hasVersion hasCurrentVersion isVersionOf previousVersion inSeries downloadURL accessURL mediaType byteSize"
    " keyword theme landingPage contactPoint themeTaxonomy temporalResolution compressFormat",
)
SPDX = Vocabulary(
    "spdx", "http://spdx.org/rdf/terms#", "Checksum checksum algorithm checksumValue checksumAlgorithm_sha256"
)
VOID = Vocabulary(
    "void",
    "http://rdfs.org/ns/void#",
    "Dataset Linkset DatasetDescription dataDump triples entities classes properties distinctSubjects"
    " distinctObjects documents vocabulary uriSpace subset classPartition propertyPartition class property"
    " exampleResource feature target linkPredicate subjectsTarget objectsTarget rootResource sparqlEndpoint",
)
DQV = Vocabulary(
    "dqv",
    "http://www.w3.org/ns/dqv#",
    "QualityAnnotation QualityMeasurement Metric Dimension hasQualityAnnotation hasQualityMeasurement"
    " isMeasurementOf computedOn value inDimension",
)
ORG = Vocabulary(
    "org",
    "http://www.w3.org/ns/org#",
    "Organization FormalOrganization OrganizationalCollaboration OrganizationalUnit Membership Role Site"
    " member organization role memberDuring memberOf hasMember hasMembership linkedTo unitOf hasUnit identifier"
    " purpose hasSite siteAddress classification subOrganizationOf",
)
FOAF = Vocabulary("foaf", "http://xmlns.com/foaf/0.1/", "name homepage Document primaryTopic page Agent")
BIBO = Vocabulary("bibo", "http://purl.org/ontology/bibo/", "Series Report number pages Chapter")
VCARD = Vocabulary("vcard", "http://www.w3.org/2006/vcard/ns#", "hasTelephone hasEmail language hasURL")
VANN = Vocabulary("vann", "http://purl.org/vocab/vann/", "preferredNamespacePrefix preferredNamespaceUri")
SD = Vocabulary("sd", "http://www.w3.org/ns/sparql-service-description#", "UnionDefaultGraph NamedGraph name graph")
SEPSES_CVE = Vocabulary("scve", "http://w3id.org/sepses/vocab/ref/cve#", "CVE")
SSSOM = Vocabulary(
    "sssom",
    "https://w3id.org/sssom/",
    "Mapping MappingSet NoTermFound mapping_justification confidence subject_label object_label match_string"
    " object_source_version creator_label",
)
SEMAPV = Vocabulary(
    "semapv",
    "https://w3id.org/semapv/vocab/",
    "MappingReview ManualMappingCuration LogicalReasoning LexicalMatching CompositeMatching UnspecifiedMatching"
    " SemanticSimilarityThresholdMatching LexicalSimilarityThresholdMatching MappingChaining MappingInversion"
    " StructuralMatching InstanceBasedMatching BackgroundKnowledgeBasedMatching",
)
SCHEMA = Vocabulary("schema", "https://schema.org/", "Dataset Organization Report BreadcrumbList keywords")
EARL = Vocabulary(
    "earl",
    "http://www.w3.org/ns/earl#",
    "Assertion TestResult assertedBy mode automatic subject test result outcome passed failed cantTell inapplicable",
)
SH = Vocabulary(
    "sh",
    "http://www.w3.org/ns/shacl#",
    "NodeShape SPARQLExecutable SPARQLSelectExecutable SPARQLAskExecutable SPARQLConstructExecutable"
    " SPARQLDescribeExecutable select ask construct describe prefixes declare prefix namespace parameter name"
    " defaultValue",
)

CC0 = NamedNode("https://creativecommons.org/publicdomain/zero/1.0/")
"""The licence of our data, and of some that others give."""

EXTERNAL: tuple[Vocabulary, ...] = (
    RDF, RDFS, OWL, XSD, SKOS, DCT, PROV, OA, QB, SDMX_DIMENSION, SDMX_MEASURE, SDMX_ATTRIBUTE, SDMX_CODE,
    SDMX_CONCEPT, TIME, DCAT, SPDX, VOID, DQV, ORG, FOAF, BIBO, VCARD, VANN, SD, SEPSES_CVE, SSSOM, SEMAPV,
    SCHEMA, SH,
)  # fmt: skip

CLASSES = """
CSIRT NationalCSIRT Branch SharingAlliance SupportUnitProgramme ContactChannel ReportSeries ReportIssue
SourceDocument Mention FigureMention EntityMention Claim Gap Contradiction Indicator Rating UndatedPeriod
Vulnerability Advisory AttentionEntry MalwareFamily MalwareSample IndicatorOfCompromise IncidentCase
TakedownRecord VulnerabilityCatalogue ExtractionRun ExtractionRule Chapter Participation
"""
"""Our classes: ontology/cncert.ttl defines each, and no other."""

PROPERTIES = """
founded legalStatus motto businessFunction handles leads yearsOfPractice initiated initiatedBy operates operatedBy
coFounderOf participatesInWorkOf jurisdiction contact channelKind fax wechat wechatAccount supportsUnit
publishedInSeries copyStatus rawSha256 textSha256 normaliserVersion statedNumber statedPeriod recognisedBy
republishedBy feed listsIssue previousIssue
inDocument sentence statedValue rule extractor page
claimStatus validFrom asOf
series indicator refArea refPeriod statistic breakdown codedValue valueQualifier lowerBound upperBound rank
valueSource comparedPeriod issue stage incidentType shareOf supersedes unit
gapReason missingPredicate about conflictsWith evidence findingKind
wasReadFromRegister retrievedFrom chapterNumber
correspondsToCVE severity vulnerabilityType affectsProduct vendor vendorOrigin submittedBy highlights uses ofFamily
submitted fixStatus fixReference patch
handledByBranch defangedValue kevDateAdded kevDueDate kevRansomwareUse cveState cveAssigner
memberSince memberKind assetKind port place operatorName participation organisationName
"""
"""Our properties: ontology/cncert.ttl defines each, and no other."""


@cache
def own(base: str = DEFAULT_BASE) -> Vocabulary:
    """Give our own terms under `base`."""
    return Vocabulary("d", f"{base}def#", CLASSES + PROPERTIES)


CODE_SCHEMES: tuple[tuple[str, str], ...] = (
    ("ind", "indicator"), ("stat", "statistic"), ("area", "area"), ("unit", "unit"), ("qual", "qualifier"),
    ("bd", "breakdown"), ("stage", "stage"), ("itype", "incident-type"), ("rsit", "rsit"), ("gap", "gap-reason"),
    ("copy", "copy-status"), ("claims", "claim-status"), ("role", "membership-role"), ("rating", "rating"),
    ("sev", "severity"), ("fkind", "finding"), ("func", "function"), ("chan", "channel-kind"),
    ("asset", "asset-kind"), ("fix", "fix-status"), ("part", "participation"), ("fam", "malware-family"),
)  # fmt: skip
"""Prefix and name of each code list."""

KINDS: tuple[tuple[str, str], ...] = (
    ("corg", "org"), ("mem", "membership"), ("doc", "doc"), ("men", "mention"), ("per", "period"),
    ("ser", "series"), ("vuln", "vuln"), ("mal", "malware"), ("map", "mapping"), ("ioc", "ioc"),
    ("claim", "claim"), ("find", "finding"),  ("run", "run"), ("contact", "contact"), ("cube", "cube"), ("dsd", "dsd"),
    ("query", "query"),
)  # fmt: skip
"""Prefix and path of each kind of thing whose key is one segment."""


def prefixes(base: str = DEFAULT_BASE) -> dict[str, str]:
    """Give the prefixes of the published Turtle and of every query, for `base`."""
    out = {v.prefix: v.namespace for v in EXTERNAL}
    out |= {"k": base, "d": f"{base}def#"}
    out |= {prefix: f"{base}code/{scheme}/" for prefix, scheme in CODE_SCHEMES}
    out |= {prefix: f"{base}id/{kind}/" for prefix, kind in KINDS}
    return out
