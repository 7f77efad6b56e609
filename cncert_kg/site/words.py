"""What pages say of themselves, in both languages. Labels of things come from the graph, not from here."""

from __future__ import annotations

_TABLE = """
site|CNCERT 知识图谱|CNCERT knowledge graph
about|本站收录国家互联网应急中心及其发起的联盟所发布报告中的数字与机构事实，并以关联数据发布。每个数字都可回到陈述它的原文语句。|This site holds the figures and the facts about organisations that CNCERT/CC and its alliances publish, as linked data. Every figure can be followed to the sentence that states it.
skip|跳到正文|Skip to the text
other_language|English|中文
home|首页|Home
organisations|机构|Organisations
series|系列|Series
indicators|指标|Indicators
periods|时段|Periods
gaps|缺口|Gaps
findings|矛盾|Contradictions
documents|文档|Documents
claims|说法|Claims
validation|校验|Validation
codes|代码表|Code lists
ontology|本体|Ontology
data|数据|Data
organisation|机构|Organisation
report|报告|Report
document|文档副本|Copy of a document
observation|观测值|Observation
indicator|指标|Indicator
period|时段|Period
gap|缺口|Gap
finding|矛盾|Contradiction
claim|说法|Claim
mention|原文出处|Place in a text
concept|代码|Code
scheme|代码表|Code list
thing|条目|Entry
one_series|报告系列|Report series
newest|最新观测值|Newest observations
newest_issues|最新各期|Newest issues
counts|收录|What is held
enter|从这里进入|Where to begin
downloads|下载|Downloads
d_ttl|全部数据（Turtle）|All data (Turtle)
d_nq|全部数据与命名图（N-Quads）|All data with named graphs (N-Quads)
d_csv|观测值表格（CSV）|Observations as a table (CSV)
d_csvw|表格说明（CSVW）|Description of the table (CSVW)
d_void|数据集描述（VoID）|Description of the data set (VoID)
d_dcat|数据集目录（DCAT）|Catalogue (DCAT)
d_manifest|清单：每个文件与输入的哈希|Manifest: hashes of every file and input
d_validation|校验报告（Turtle）|Validation report (Turtle)
n_issues|期报告|issues
n_observations|个观测值|observations
n_claims|条说法|claims
n_gaps|个缺口|gaps
n_findings|处矛盾|contradictions
n_triples|条三元组|triples
n_documents|份文档|documents read
version|版本|Version
modified|数据日期|Data of
licence|数据以 CC0 1.0 发布；引文的权利归原发布者。|Data: CC0 1.0. Quotations keep their publishers' rights.
unofficial|本站不属于 CNCERT/CC。|Not a site of CNCERT/CC.
no_label|无中文标签|no English label
value|数值|Value
unit|单位|Unit
qualifier|限定|Qualifier
area|地区|Area
statistic|统计量|Statistic
breakdown|细分|Breakdown
issue|期|Issue
bounds|数值范围|Range
said|原文语句|The sentence that says so
said_many|原文语句与其他出处|The sentence that says so, and other places
canonical|采用|canonical
other_value|此处的值|Value stated here
from_register|此出处读自登记册：登记册只存位置与哈希，不存原文语句。原文见来源网址；用哈希可核对副本，用位置可找到语句。|This place was read from the register, which holds the position and the hash but no sentence. The sentence is at the source's address: the hash proves the copy and the position finds the words.
place|位置|Position
characters|规范化文本中的字符|characters of the normalised text
source|来源网址|Source
published|发布日期|Published
hash|副本 SHA-256|SHA-256 of the copy
text_hash|规范化文本 SHA-256|SHA-256 of the normalised text
rule|抽取规则|Rule that read it
previous|上一时段|Previous period
next|下一时段|Next period
contradictions|矛盾|Contradictions
status|状态|Status
publisher|发布者|Publisher
feed|转载渠道|Feed that delivered it
recognised|识别依据|Recognised by
stated_number|文中期号|Number it states
stated_period|文中时段|Period it states
copy_of|所属报告|Copy of
not_published|文档正文不在此公布：只列出陈述事实的语句。|The text of the document is not published here: only the sentences that state something.
mentions|读出的每一处，按位置排列|Everything read, in order of position
sentence|语句|Sentence
stated|所述值|Value stated
about_what|所述内容|What it states
problems|读取时发现的问题|Problems found in reading
no_mentions|没有从此副本读出任何内容。|Nothing was read from this copy.
code|代号|Code
message|说明|Message
figures|数字|Figures
figure|数字|Figure
copies|副本|Copies
copy|副本|Copy
facts_missing|已知存在而无法读取|Known to exist and not readable
reason|原因|Reason
what|内容|What
listed_in|其他各期的列表|Listed in other issues
contents|目录|Contents
chapter|章节|Chapter
page|页码|Page
no_figures|没有读出数字。|No figure was read.
known_from|网址（据其他各期）|Address (given by other issues)
names|名称|Names
profile|概况|Profile
founded|成立|Founded
legal_status|性质|Legal status
motto|方针|Motto
leads|牵头|Leads
functions|业务职能|Functions
handles|受理事件|Handles
initiated|发起|Initiated
operates|运行|Operates
memberships|成员资格|Memberships
role|角色|Role
participates|参与工作|Takes part in the work of
part_of|隶属|Unit of
supports|支撑|Supports
branches|分中心|Branches
iso|ISO 3166-2|ISO 3166-2
branch|分中心|Branch
support|支撑单位|Support units
development|发展情况|Development
contact|联系方式|Contact
channel|方式|Channel
address|号码或地址|Number or address
as_of|截至|As of
notes|说明|Notes
claims_about|各来源的说法|What sources say
property|属性|Property
claim_status|取舍|Standing
citation|引文|Citation
publishes|发布的系列|Series it publishes
contradicted|说法不一之处|Where sources differ
issues|各期|Issues
state|状态|State
held|已收|held
missing|缺|missing
key|标识|Key
frequency|频率|Frequency
definition|定义|Definition
stage|阶段|Stage
incident_type|事件类型|Incident type
broader|上位指标|Part of
narrower|下位指标|Parts
share_of|占比基数|Share of
supersedes|取代|Supersedes
scale|评价等级|Scale
chart|图|Chart
chart_note|断线表示中间缺少时段；点击圆点可看该观测值。|A break in the line is a missing period; a point leads to its observation.
no_chart|有日期的观测值不足两个，不作图。|Fewer than two dated observations: no chart.
undated|日期不详者只列于表，不入图。|Observations of unknown date stand in the table and not in the chart.
csv|此指标的表格（CSV）|This indicator as a table (CSV)
no_observations|尚无观测值。|No observation yet.
first_day|起（含）|First day
last_day|止（含）|Last day
begins|起|From
ends|止|To
observations|观测值|Observations
held_issues|已收期数|Issues held
n_of|共|of
by_reason|按原因|By reason
count|数量|Count
kind|类别|Kind
concerns|所涉|Concerns
found|内容|Found
evidence|依据|Evidence
terms|术语|Terms
class|类|Class
used|使用|Used
times|次|times
members|所含代码|Codes
backlinks|哪些条目指向这里|What links here
more|另有|and
more_after|条，见全部数据|more, in all data
statements|全部陈述|All statements
this_data|本页数据|Data of this page
landing|标识符页面|Page of the identifier
shape|约束|Shape
focus|检查数|Checked
failed|未通过|Failed
passed|通过|Passed
not_applicable|无检查对象|nothing to check
results|校验结果|Results
no_results|没有违反，也没有警告。|No violation and no warning.
severity|级别|Severity
validation_about|发布前按 SHACL 约束逐项校验；有违反则不发布，警告随数据公布。|Before publication every constraint of the SHACL shapes is checked. A violation stops the publication; warnings are published here.
gaps_about|已知存在而无法读取的数字、事实或整期报告。缺口不是零。|Figures, facts and whole issues that are known to exist and cannot be read. A gap is not a zero.
findings_about|不能同时成立的陈述。各值都保留在其出处；采用其一，依固定次序。|Statements that cannot all hold. Each value stays with its place; one is canonical, by a fixed order.
documents_about|图谱所知的每份副本。其余输入（未识别为报告者）只计数，列于清单。|Every copy that the graph knows. Other inputs, which are no report, are counted and listed in the manifest.
outcome|结果|Outcome
inputs|读入的文档|Documents read
ontology_about|本项目定义的类与属性；锚点即其标识符。|The classes and properties this project defines; each anchor is its identifier.
title|题名|Title
choose|选择语言|Choose a language
gap_of_figure|数字|figures
gap_of_issue|整期|whole issues
gap_of_fact|事实|facts
valid_from|自|Since
none|无|none
"""


def _words() -> dict[str, tuple[str, str]]:
    rows = (line.split("|") for line in _TABLE.strip().splitlines())
    return {key: (zh, en) for key, zh, en in rows}


WORDS = _words()
"""zh and en of each word by its key."""

BY_LANGUAGE: dict[str, dict[str, str]] = {
    language: {key: pair[n] for key, pair in WORDS.items()} for n, language in enumerate(("zh", "en"))
}
"""The words of one language by key: what templates call `w`."""

WEEKDAYS = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}

MONTHS = (
    "January February March April May June July August September October November December"
).split()  # fmt: skip
