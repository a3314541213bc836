//! The keys of every record: the reference of the file format, and how records become tables and back.
//!
//! Keys are kebab-case. Everything but the keys marked * may be left out. Times are TOML offset date-times, written in
//! UTC; dates are TOML local dates; a person is `"Name <mail@example.org>"`; texts may be of several lines (`'''`). Patterns
//! are paths from the top of the repository, with `*`, `?` and `**` (see [`pattern`](crate::domain::pattern)). Keys that a
//! version does not know are kept. `schema` is 1; a higher one is read, and never written.
//!
//! A sign-off is no record but a tag, `tickmark/<audit>/prepared-1`: [its text](crate::domain::signoff::message).
//!
//! # `tickmark.toml`: the workspace
//! | key | type | meaning | example |
//! |---|---|---|---|
//! | `schema` * | number | version of the format | `1` |
//! | `organisation` * | text | whose management system is audited | `"Halden Insurance"` |
//! | `records` | path | folder of the records; `audits` when left out | `"docs/audits"` |
//! | `[days]` | table | house deadlines: `response`, `major`, `minor`, `effectiveness` | `response = 30` |
//! | `[grading]` | table | written criteria of each grade: `major`, `minor`, `observation`, `opportunity`, `good-practice` | `major = "..."` |
//! | `[[grade]]` | tables | grades of the organisation's own: `id` *, `title` *, `type` * (which of the five types it counts as), `criteria`, `days` from issue to closure | `id = "major-safety"` |
//! | `[[repository]]` | tables | repositories that hold evidence: `name` *, `path` from the top of this one, `url` where others get it | `path = "../models"` |
//! | `[[freshness]]` | tables | how old evidence may be when it is relied on; the first that fits counts | |
//! | `name` *, `days` * | text, number | what the evidence is called, and how many days old it may be | `days = 90` |
//! | `paths` | patterns | the files that are meant; any, and what is no file, when left out | `["monitoring/**"]` |
//! | `kinds` | words | the kinds of evidence that are meant, as in `kind`; any when left out | `["interview"]` |
//! | `[register]` | table | the organization's register of AI systems, a CSV or a TOML file | |
//! | `path` * | path | the file, from the top of this repository, or `NAME//PATH` in another one | `"ai/systems.csv"` |
//! | `table` | text | of a TOML file: the name of its list of tables; its first one when left out | `"system"` |
//! | `columns` | table | `[register.columns]`, the headings of the columns: `id`, `name`, `owner`, `purpose`, `stage`, `risk-class`, `role`, and any more under names of one's own; found by the usual headings where left out | `id = "System no."` |
//! | `[[register.trail]]` | tables | the steps of the trail of a system: `id` *, `title` *, `criteria`, and where to look | |
//! | `paths` | patterns | the files, after `NAME//` in another repository; `{id}` and `{name}` stand for those of the system, and a pattern with neither means the files that speak of it | `["impact/{id}.md"]` |
//! | `rows`, `column` | path, text | a CSV file whose rows are looked through, and the column that names the system; any when left out | `"risk/register.csv"` |
//!
//! # `<audit>/audit.toml`: an audit
//! | key | type | meaning | example |
//! |---|---|---|---|
//! | `schema` *, `id` * | number, slug | version of the format; the name of the folder | `id = "2026-q4"` |
//! | `title` * | text | title | `"Internal audit, fourth quarter"` |
//! | `state` * | word | `planned`, `fieldwork`, `reporting`, `issued`, `follow-up`, `closed` | `"fieldwork"` |
//! | `mode` | word | `conformity` (when left out) or `gap-analysis` | `"gap-analysis"` |
//! | `target` | number | the maturity that a gap analysis aims at, 0 to 5; 3 when left out | `4` |
//! | `objectives` | texts | what it is to find out | |
//! | `checklists` | ids | what it is done against, in the order of the walk | `["iso-42001"]` |
//! | `only` | criteria | clauses and controls that it is limited to | `["iso-42001:7"]` |
//! | `rows` | rows | rows that it is limited to, as a follow-up is | `["iso-42001:7.2#1"]` |
//! | `from` | slug | the audit that it was carried over from | `"2025-q4"` |
//! | `criteria` | texts | further criteria: own documents, contracts, law | |
//! | `client` | text | who asked for it | |
//! | `auditees` | texts | who is audited, by role or unit, or as `Name <mail>` | |
//! | `start`, `end` | dates | first and last day of the fieldwork | `start = 2026-11-16` |
//! | `period-start`, `period-end` | dates | the period that is looked at | |
//! | `methods` | texts | how it is done | |
//! | `conclusion` | text | degree of conformity and effect | |
//! | `divided-opinions` | text | opinions that stayed divided | |
//! | `not-covered` | text | areas in scope that were not covered; `none` where all were | |
//! | `distribution` | texts | whom the report goes to, by role or name | `["chief executive"]` |
//! | `[scope]` | table | `text`, `units`, `processes`, `sites`, `ai-systems` | |
//! | `[rules]` | table | `conforming-needs-evidence`, `answer-apart` | `true` |
//! | `[[team]]` | tables | `person` *, `role` *: `lead`, `auditor`, `expert`, `observer` | |
//! | `[[exclusion]]` | tables | what is left out: `checklist` *, `ref` *, `reason` *, `source` (`plan`, `statement-of-applicability`) | |
//! | `[[assignment]]` | tables | who audits what: `auditor` *, `checklist` *, `refs` *, and the area in the repository: `paths` (patterns) | `paths = ["policy/**"]` |
//! | `[[independence]]` | tables | what keeps the audit impartial where an auditor has worked on what is audited: `auditor` *, `paths` * (patterns), `reason` *, `by` *, `approved-by` * (a second person), `at` * | |
//! | `[[meeting]]` | tables | `kind` * (`opening`, `closing`, or in own words), `on`, `attendance` (by role or name), `notes`, `not-held` (why it was not) | `kind = "opening"` |
//! | `[[objective-conclusion]]` | tables | what is concluded against each objective: `objective` *, `conclusion` * | |
//! | `[[history]]` | tables | see *history* | |
//!
//! # `programme.toml`: the audit programme
//! | key | type | meaning | example |
//! |---|---|---|---|
//! | `schema` * | number | version of the format | `1` |
//! | `title` | text | title | `"Internal audits 2026 to 2028"` |
//! | `start`, `end` | dates | first and last day of the period | `start = 2026-01-01` |
//! | `objectives` | texts | what it is to reach | |
//! | `risk-basis` | text | what decides how often and how deeply something is audited | |
//! | `methods` | texts | how audits are done | |
//! | `checklists` | ids | whose clauses and controls the period is to cover; those of its audits when left out | `["iso-42001"]` |
//! | `times` | number | how many audits of the period look at each clause, process and AI system; 1 when left out | `1` |
//! | `[scope]` | table | what is to be covered beside clauses: `text`, `units`, `processes`, `sites`, `ai-systems` | |
//! | `[[responsibility]]` | tables | `who` *, `what` * | |
//! | `[[risk]]` | tables | what may go wrong with the programme itself: `what` *, `treatment` | |
//! | `[[frequency]]` | tables | what is audited more often, or less: `of` * (a clause with all below it, `process: NAME`, `ai-system: NAME`), `times` *, `why` | `of = "iso-42001:A.6"` |
//! | `[[audit]]` | tables | an audit each; it joins the audit of its id once that is made | |
//! | `id` *, `title` * | slug, text | what the audit is called | `id = "2026-q4"` |
//! | `start`, `end` | dates | first and last day | |
//! | `objectives`, `scope` | texts, text | what it is to find out, and what it looks at | |
//! | `checklists`, `only` | ids, criteria | what it is done against, and the clauses that it is limited to | `["iso-42001:7"]` |
//! | `processes`, `ai-systems` | texts | what it looks at | |
//! | `lead`, `auditors` | person, persons | who does it | |
//! | `paths` | patterns | what of the repository belongs to what is audited: whoever has worked there is no auditor of it | `["risk/**"]` |
//! | `dropped` | table | that it is not done: `why` *, `by` *, `at` *, written as `[audit.dropped]` | |
//!
//! # `soa/<checklist>.toml`: a statement of applicability
//! | key | type | meaning | example |
//! |---|---|---|---|
//! | `schema` *, `checklist` * | number, id | version of the format; whose controls it is about | `"iso-42001"` |
//! | `approved-by`, `approved-on` | person, date | who approved it, and when | |
//! | `[[control]]` | tables | one for each control that is decided | |
//! | `ref` *, `included` * | text, truth | which control, and whether it is included | `"A.6.2.4"` |
//! | `justification` | text | why, or why not | |
//! | `implementation` | text | how it is implemented | |
//! | `status` | word | `not-implemented`, `planned`, `partly-implemented`, `implemented` | |
//! | `owner` | text | who answers for it, by role | |
//! | `[[control.evidence]]` | tables | see *evidence* | |
//!
//! # `<audit>/answers/<checklist>/<ref>.toml`: the answers of a clause or control
//! | key | type | meaning | example |
//! |---|---|---|---|
//! | `schema` *, `checklist` *, `ref` * | number, id, text | version; which clause | `ref = "6.1.2"` |
//! | `[[answer]]` | tables | one for each question that was touched | |
//! | `id` * | text | the question | `"1"` |
//! | `verdict` | word | `conforming`, `nonconforming`, `observation`, `opportunity`, `good-practice`, `not-applicable`, `not-audited` | |
//! | `maturity`, `target` | numbers | how far the practice is and is to be, 0 to 5 | `2` |
//! | `apart` | truth | answered by itself, although another row asks the same | `true` |
//! | `reason` | text | why not applicable or not audited | |
//! | `note` | text | what was heard and seen | |
//! | `methods` | words | `interview`, `observation`, `document-review`, `sample`, `re-performance` | |
//! | `people` | texts | whom the auditor met, by role | |
//! | `by`, `at` | person, time | who answered last, and when | `at = 2026-11-22T10:15:00Z` |
//! | `[[answer.evidence]]` | tables | see *evidence* | |
//! | `[[answer.system]]` | tables | what was found of single AI systems: `id` *, `name`, `verdict`, `reason`, `note`, `evidence` (ids of citations of the row), `by`, `at` | `id = "AI-1"` |
//!
//! # `evidence`: a citation, in answers, findings, corrective actions, items of samples and controls
//! | key | type | meaning | example |
//! |---|---|---|---|
//! | `id` * | id | the citation | `"E-4T6W0N"` |
//! | `kind` | word | `file` (when left out), `interview`, `observation`, `meeting`, `screen`, `commit`, `merge-request`, `command-output` | |
//! | `repository` | text | name in `tickmark.toml`, or the path of a submodule; this one when left out | `"models"` |
//! | `path` | path | the file; quoted as git quotes names where it is no UTF-8 or begins with `"` | `"risk/method.md"` |
//! | `lines` | two numbers | the cited lines, first and last, from 1 | `[10, 24]` |
//! | `commit`, `blob` | hex | where and what it was when it was cited | |
//! | `sha256`, `excerpt-sha256` | hex | of the file's bytes, and of the cited lines | |
//! | `effective` | date | date of the commit that brought the bytes in; of a kept copy, of when its content is | |
//! | `url` | text | the address of a merge request, or where others find it | |
//! | `command` | text | the command whose output was kept | `"systemctl status"` |
//! | `exit-status` | number | the status that this command ended with | `0` |
//! | `origin` | text | where the bytes of a kept copy were taken from | `"wiki, page Releases"` |
//! | `what` | text | what was shown, watched or talked about; the subject of a commit, number and title of a merge request | |
//! | `who` | text | who was heard or watched, by role | |
//! | `where` | text | where it was | `"video call"` |
//! | `note` | text | what the auditor notes about it | |
//! | `method` | word | how it was obtained, as in `methods` | |
//! | `obtained-by` *, `obtained-at` * | person, time | who obtained it, and when | |
//! | `[[evidence.earlier]]` | tables | what it was pinned to before it was pinned anew: `repository`, `path` *, `lines`, `commit`, `blob` *, `sha256` *, `excerpt-sha256`, `effective`, `why` *, `by` *, `at` * | |
//!
//! A file and the output of a command need `path`, `blob` and `sha256`, the latter `command` too; an interview needs `who`;
//! an observation, a meeting and a screen need `what`; a commit its full id in `commit`; a merge request its `url`. A record
//! that lacks one of these is read, and told of in the review.
//!
//! # `<audit>/evidence/<id>-<name>`: a kept copy
//! The bytes of a source that vanishes, such as an export, a page or the output of a command: no record but a file, cited by
//! `path`, in `soa/evidence` for the statement of applicability. It is committed with the record that cites it, and never
//! changed.
//!
//! # `<audit>/findings/<id>.toml`: a finding
//! | key | type | meaning | example |
//! |---|---|---|---|
//! | `schema` *, `id` * | number, id | version; the name of the file | `"F-7K3QX2"` |
//! | `type` * | word | `major`, `minor`, `observation`, `opportunity`, `good-practice` | |
//! | `state` * | word | `draft`, `issued`, `acknowledged`, `disputed`, `upheld`, `responded`, `accepted`, `returned`, `implemented`, `verified`, `closed`, `withdrawn`, `reopened`, `noted`, `declined`, `done` | |
//! | `title` | text | a few words to know it by | |
//! | `grade` | id | one of the grades in `tickmark.toml` | `"major-safety"` |
//! | `grade-reason` | text | why this grade and no other | |
//! | `criteria` | criteria | clauses and controls | `["iso-42001:6.1.2"]` |
//! | `documents` | texts | own documents that are criteria | |
//! | `where` | text | process, site or AI system | |
//! | `requirement`, `objective-evidence`, `statement` | texts | its three parts | |
//! | `consequence` | text | what follows or may follow | |
//! | `row` | row | what it was raised from | `"iso-42001:6.1.2#1"` |
//! | `repeats` | ids | earlier findings that it repeats | |
//! | `response-due`, `response` | date, text | until when the auditee answers, and the answer | |
//! | `[[reclassification]]` | tables | other grades after it was handed over: `at` *, `by` *, `from` *, `from-grade`, `from-reason`, `to` *, `to-grade`, `why` * | `from = "major"` |
//! | `[[amendment]]` | tables | what was changed of what the auditee had been told: `at` *, `by` *, `field` * (the key), `was`, `why` * | `field = "statement"` |
//! | `[[evidence]]`, `[[history]]` | tables | see *evidence*, *history* | |
//!
//! What of a finding may change after it was handed over, and how, is told in [`finding`](crate::domain::finding).
//!
//! # `<audit>/actions/<id>.toml`: a corrective action
//! | key | type | meaning | example |
//! |---|---|---|---|
//! | `schema` *, `id` * | number, id | version; the name of the file | `"C-2M9VTA"` |
//! | `state` * | word | `draft`, `proposed`, `accepted`, `returned`, `implemented`, `effective`, `not-effective`, `reopened`, `closed`, `withdrawn` | |
//! | `title`, `findings`, `owner` | text, ids, person | what it is, what it answers, who answers for it | |
//! | `[containment]` | table | what was done at once: `what`, `done`, `evidence` (ids of citations of this record that show it) | |
//! | `consequences` | text | how its consequences were dealt with | |
//! | `need-reason` | text | why action is needed, where that is said | |
//! | `no-action-reason` | text | why no action is needed | |
//! | `[correction]` | table | `what`, `done`, `evidence` | `done = 2026-12-01` |
//! | `[extent]` | table | `searched`, `result` | |
//! | `[[extent.search]]` | tables | `id` *, `query` *, `fixed`, `word`, `repository`, `paths`, `commit`, `files`, `more`, `not-searched`, `by` *, `at` * | |
//! | `[[extent.search.hit]]` | tables | `id` *, `path` *, `line` *, `text`, `blob`, `decision` (`affected`, `not-affected`), `why`, `decided-by`, `decided-at` | |
//! | `[cause]` | table | `method` * (`five-whys`, `fishbone`, `fault-tree`, `other`), `root`, `not-found-earlier` | |
//! | `[[cause.why]]` | tables | the chain of whys, each the answer to the one before: `id` *, `text`, `root` (whether it is a root cause) | |
//! | `[[cause.bone]]` | tables | the causes on the fishbone: `id` *, `text`, `root`, and `branch` (`people`, `process`, `technology`, `data`, `environment`, `management`), or `under`, the `id` of the cause that it is one of | |
//! | `[[cause.event]]` | tables | the events of the fault tree: `id` *, `text`, `root`, `under`, and `gate` (`and`, `or`), how those under it bring it about | |
//! | `[effectiveness]` | table | `criterion`, `measure`, `not-before`, `due`, `verifier` (named beforehand, or who judged it), `result` (`effective`, `not-effective`), `basis`, `evidence` | |
//! | `[[action]]` | tables | `id` *, `what` *, `owner`, `due`, `done`, `proof`, `commit` (in another repository after its name and `@`), `evidence` | `commit = "models@1a2b3c4"` |
//! | `[[change]]` | tables | changes to the management system: `id` *, `kind` * (`risk`, `soa`, `impact-assessment`, `procedure`, `other`), `what` *, `where`, `done` | `where = "releases.md, section 3"` |
//! | `[[round]]` | tables | what was tried before, each ended by *not effective* or *reopened*: `id` *, `at` *, `by` *, `why`, `need-reason`, `no-action-reason`, `[round.cause]`, `[round.effectiveness]`, `[[round.action]]`, each as above | |
//! | `[[due-changes]]` | tables | `action` * (the planned one, or `effectiveness`), `from-due`, `to-due`, `at` *, `by` *, `why` | |
//! | `[[term-changes]]` | tables | how the effect is judged, changed after acceptance: `at` *, `by` *, `term` * (`criterion`, `measure`, `not-before`, `verifier`), `was`, `why` * | `term = "verifier"` |
//! | `[[evidence]]`, `[[history]]` | tables | see *evidence*, *history* | |
//!
//! A chain of whys that is written as `whys`, a list of texts in `[cause]`, is read as one of today: each why gets its number,
//! and the last one is the root cause where `root` tells one. It is written in today's form with the next edit of its record. So is a `containment`
//! that is a text, and a text `changes`, which becomes a change of the kind `other`.
//!
//! # `<audit>/samples/<id>.toml`: a sample
//! How items are drawn is told in [`draw`](crate::domain::sample::draw), the rules for sizes in
//! [`size`](crate::domain::sample::size).
//!
//! | key | type | meaning | example |
//! |---|---|---|---|
//! | `schema` *, `id` * | number, id | version; the name of the file | `"S-9D0KXM"` |
//! | `title` | text | what is looked at, in a few words | `"releases with a test report"` |
//! | `for`, `finding` | row, id | the row that it was drawn for; the finding that it belongs to | `"iso-42001:8.2#1"` |
//! | `widens` | id | the narrower sample, all of whose items are in this one | `"S-4T6W0N"` |
//! | `method` * | word | `random`, `systematic`, `stratified`, `judgement`, `all` | |
//! | `strata` | text | what parts the population: `column:NAME`, `folder:DEPTH`, `author`, `month` | `"column:system"` |
//! | `seed` | text | whoever has it draws the same items | `"5b1f03d9c2a84e76"` |
//! | `reason` | text | why these items, where the auditor chose them | |
//! | `drawn-by` *, `drawn-at` * | person, time | who drew it, and when | |
//! | `conclusion` | text | what the auditor concludes from it | |
//! | `[population]` * | table | `kind` * (`files`, `commits`, `csv-rows`, `lines`), `repository`, `commit` *, `size`, `digest` | |
//! | `glob` | text | of files: which ones, or a file or folder | `"models/**/*.md"` |
//! | `path`, `pattern` | path, text | of rows and lines: the file; of lines: the regular expression | `"releases/log.csv"` |
//! | `where`, `key`, `delimiter` | texts | of rows: conditions, the column that names them, what stands between cells | `["system=chat"]` |
//! | `from`, `paths`, `since`, `until` | | of commits: the one before the first, what they touch, the first and last day | `since = 2026-07-01` |
//! | `[size]` * | table | `rule` (`sqrt`, `percent:10`, `attribute:95:10`), `number` * | |
//! | `[[item]]` | tables | one for each item: `id` *, `label`, `stratum`, `lines` | |
//! | `result` * | word | `unseen`, `pass`, `fail`, `not-applicable` | |
//! | `note`, `by`, `at` | text, person, time | what was seen, who said so last, and when | |
//! | `replaced-by`, `reason` | texts | the item that stands for this one, and why | |
//! | `replaces` | text | the item that this one stands for | |
//! | `[[item.evidence]]` | tables | see *evidence* | |
//!
//! # `<audit>/trails/<system>.toml`: the trail of an AI system
//! | key | type | meaning | example |
//! |---|---|---|---|
//! | `schema` *, `system` * | number, id | version; the system, which is the name of the file | `"AI-1"` |
//! | `name` | text | what it was called when the test began | `"Claims triage"` |
//! | `[[link]]` | tables | its links, in the order of the trail | |
//! | `id` *, `title` * | id, text | the step | `"impact-assessment"` |
//! | `criteria` | criteria | the clauses and controls that ask for it | `["iso-42001:6.1.4"]` |
//! | `state` * | word | `unseen`, `holds`, `broken`, `not-applicable` | |
//! | `note` | text | what the auditor says of it: what is missing, why it does not apply | |
//! | `searched`, `commit` | texts, hex | of a broken link: where was looked, and at which commit | `["data/**"]` |
//! | `finding` | id | of a broken link: the finding | `"F-7K3QX2"` |
//! | `by`, `at` | person, time | who said so last, and when | |
//! | `[[link.evidence]]` | tables | see *evidence* | |
//!
//! # `history`: the steps of a record's life
//! | key | type | meaning | example |
//! |---|---|---|---|
//! | `at` *, `by` * | time, person | when, and who | |
//! | `from`, `to` * | words | the states before and after | |
//! | `why` | text | the reason | |
//!
//! # `checklists/*.toml` and `<audit>/criteria/*.toml`: a checklist
//! The copy of an audit is a whole checklist, whatever it was made of.
//!
//! | key | type | meaning | example |
//! |---|---|---|---|
//! | `schema` *, `id` *, `title` *, `standard` * | number, id, texts | what it is | |
//! | `edition`, `version`, `language`, `licence`, `attribution`, `provenance` | texts | where it comes from | `language = "en"` |
//! | `[[clause]]` | tables | clauses and controls, parents before children | |
//! | `ref` *, `title` *, `parent`, `kind` * | | kind: `clause`, `annex`, `control-group`, `control`, `function`, `category`, `subcategory`, `chapter`, `section`, `article` | |
//! | `documented-information` | truth | whether it demands documented information | |
//! | `objective` | text | what a group of controls is for | |
//! | `text`, `note` | texts | its own words where they are free to quote; amendments and dates | |
//! | `topics`, `hints` | texts | what guidance suggests raising; what the organization tells its auditors | |
//! | `retired` | truth | in the copy of an audit: the checklist has it no more, and it is kept for its answers; also of a question | |
//! | `related` | tables | clauses elsewhere: `checklist` *, `ref` *, `relation` (`equal`, `subset`, `superset`, `intersects`), `confidence` (`high`, `medium`, `low`) | |
//! | `[[clause.question]]` | tables | `id` *, `label`, `text` *, `retired`, `good`, `sample`, `covers`, `roles`, `stages`, `bears-on`, `same-as` | |
//! | `[[clause.question.evidence]]` | tables | `method` * (`documents`, `records`, `interview`, `observation`, `re-performance`), `ask` * | |
//! | `[[clause.question.nonconformity]]` | tables | `text` *, `grade` *, `why` | |
//! | `[[reference]]` | tables | what one looks up and is not asked: `ref` *, `title` *, `parent`, `text` | |
//!
//! # `checklists/*.toml`: a checklist that extends another
//! It says only what it has more or less. What it leaves out of `edition`, `language`, `licence`, `attribution` and
//! `provenance` is that of the other. Under the other's id it takes its place, and all that links there still fits; under an
//! id of its own each question that it takes over is `same-as` that of the other.
//!
//! | key | type | meaning | example |
//! |---|---|---|---|
//! | `schema` *, `id` *, `title` *, `standard` * | | as above | |
//! | `extends` * | id | a shipped checklist, or one of one's own that extends nothing | `"iso-42001"` |
//! | `version`, `edition`, `language`, `licence`, `attribution`, `provenance` | texts | as above | `"1.1.0-halden.1"` |
//! | `[[change]]` | tables | one for each clause that is other | |
//! | `ref` * | text | the clause | `"6.1.2"` |
//! | `hide` | texts | ids of questions that are not asked | `["3"]` |
//! | `hints` | texts | what the organization tells its auditors, after what the other says | |
//! | `[[change.question]]` | tables | questions more, after those of the other; keys as in `[[clause.question]]`, ids of one's own | `id = "h1"` |
//! | `[[clause]]`, `[[reference]]` | tables | whole clauses and entries more, as above; a clause stands behind the last one below its `parent` | |

use toml::{Table, Value, value::Datetime};

use crate::domain::record::Record;

/// Keys that hold a moment.
const INSTANTS: &[&str] = &["at", "obtained-at", "drawn-at"];

/// Keys that hold a day.
const DATES: &[&str] = &[
    "due",
    "start",
    "end",
    "period-start",
    "period-end",
    "response-due",
    "effective",
    "done",
    "not-before",
    "on",
    "from-due",
    "to-due",
    "approved-on",
    "since",
    "until",
];

/// Turns a record into the table that is written; none for the copy of a checklist, which is kept to the letter.
pub(super) fn to_table(record: &Record) -> Option<Table> {
    let table = match record {
        Record::Workspace(workspace) => Table::try_from(workspace),
        Record::Applicability(soa) => Table::try_from(soa),
        Record::Programme(programme) => Table::try_from(programme),
        Record::Audit(audit) => Table::try_from(audit),
        Record::Answers { sheet, .. } => Table::try_from(sheet),
        Record::Finding { finding, .. } => Table::try_from(finding),
        Record::Action { action, .. } => Table::try_from(action),
        Record::Sample { sample, .. } => Table::try_from(sample),
        Record::Trail { trail, .. } => Table::try_from(trail),
        Record::Criteria { .. } => return None,
    };
    let mut table = table.ok()?;
    date(&mut table);
    table.retain(|_, value| !matches!(value, Value::Table(inner) if inner.is_empty()));
    Some(table)
}

/// Writes moments and days as what they are.
fn date(table: &mut Table) {
    for (key, value) in table.iter_mut() {
        match value {
            Value::String(text)
                if INSTANTS.contains(&key.as_str()) || DATES.contains(&key.as_str()) =>
            {
                if let Ok(moment) = text.parse::<Datetime>() {
                    *value = Value::Datetime(moment);
                }
            }
            Value::Table(inner) => date(inner),
            Value::Array(items) => {
                for item in items {
                    if let Value::Table(inner) = item {
                        date(inner);
                    }
                }
            }
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_) => {}
        }
    }
}
