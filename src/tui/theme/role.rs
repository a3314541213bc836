//! What is styled: the table of roles.

macro_rules! roles {
    ($($variant:ident $name:literal $doc:literal)*) => {
        /// Something on the screen that a theme gives a style to; its name in themes is [`Role::name`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Role { $(#[doc = $doc] $variant,)* }

        impl Role {
            /// Every role, in the order of the table.
            pub const ALL: [Self; Self::COUNT] = [$(Self::$variant,)*];
            /// How many roles there are.
            pub const COUNT: usize = [$(stringify!($variant),)*].len();

            /// Returns the role's name in themes, such as `finding.major`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

roles! {
    Background "ui.background" "What is behind everything."
    Text "ui.text" "Plain text."
    Dim "ui.dim" "What matters less: dates, counts, hints."
    Strong "ui.strong" "What matters more than the text around it."
    Selection "ui.selection" "The selected row."
    Cursor "ui.cursor" "The bar beside the selected row."
    Title "ui.title" "The title of a screen or pane."
    Heading "ui.heading" "A heading within a list or text."
    Border "ui.border" "Lines and boxes."
    BorderFocus "ui.border.focus" "Lines of the pane that has the focus."
    Bar "ui.bar" "The status line at the top."
    Key "ui.key" "The name of a key."
    Hint "ui.hint" "What a key does, in the footer."
    Error "ui.error" "Something failed."
    Warning "ui.warning" "Something to look at."
    Ok "ui.ok" "Something went well."
    Match "ui.match" "Characters found by a search."
    Field "ui.field" "A text field."
    FieldFocus "ui.field.focus" "The text field that is typed in."
    Label "ui.label" "The name of a field."
    Placeholder "ui.placeholder" "What stands in an empty field or list."
    Range "ui.range" "Lines picked, or cited."
    LineNumber "ui.line-number" "The number of a line of a file."
    Overlay "ui.overlay" "The inside of a box over a screen."
    Progress "ui.progress" "The part of a bar that is done."
    DiffAdded "diff.added" "A line that was added."
    DiffRemoved "diff.removed" "A line that was removed."
    DiffContext "diff.context" "A line that is as it was."
    DiffHeader "diff.header" "The place of a change, and the name of a file."
    SourceComment "source.comment" "A comment in a file, and the time in a log."
    SourceString "source.string" "A text in quotes in a file, and code in Markdown."
    SourceNumber "source.number" "A number in a file."
    SourceKeyword "source.keyword" "A word of the file's language."
    SourceKey "source.key" "The name of a value in a file."
    SourceHeading "source.heading" "A heading in a file."
    SourceAlarm "source.alarm" "An error that a log tells of."
    VerdictConforming "verdict.conforming" "A row that conforms."
    VerdictNonconforming "verdict.nonconforming" "A nonconformity."
    VerdictObservation "verdict.observation" "An observation."
    VerdictOpportunity "verdict.opportunity" "An opportunity for improvement."
    VerdictGoodPractice "verdict.good-practice" "A good practice."
    VerdictNotApplicable "verdict.not-applicable" "A row that is not applicable."
    VerdictNotAudited "verdict.not-audited" "A row left out of the audit."
    VerdictUnanswered "verdict.unanswered" "A row without an answer."
    GapNone "gap.none" "A maturity that reaches its target."
    GapOneStep "gap.one-step" "A maturity of which one step is missing."
    GapMore "gap.more" "A maturity of which more is missing."
    FindingMajor "finding.major" "A major nonconformity."
    FindingMinor "finding.minor" "A minor nonconformity."
    FindingObservation "finding.observation" "A finding that is an observation."
    FindingOpportunity "finding.opportunity" "A finding that is an opportunity for improvement."
    FindingGoodPractice "finding.good-practice" "A finding that is a good practice."
    CitationUnchanged "citation.unchanged" "A citation that is as it was."
    CitationMoved "citation.moved" "A citation found elsewhere."
    CitationChanged "citation.changed" "A citation whose lines changed."
    CitationGone "citation.gone" "A citation that is no longer there."
    CitationUncommitted "citation.uncommitted" "A citation from the work tree."
    CitationAlarm "citation.alarm" "A citation that was tampered with."
    CitationOther "citation.other" "A citation that cannot be judged, or is no file."
    StateOpen "state.open" "Work that is under way."
    StateDone "state.done" "Work that is done."
    StateDue "state.due" "Work that is due soon."
    StateOverdue "state.overdue" "Work that should be done by now."
    StateUncommitted "state.uncommitted" "What is not committed yet."
}

impl Role {
    /// Returns the role's place in [`Role::ALL`].
    pub(super) fn index(self) -> usize {
        self as usize
    }

    /// Returns the names under which a theme may style this role: its own, then ever shorter starts of it.
    pub(super) fn fallbacks(self) -> impl Iterator<Item = &'static str> {
        std::iter::successors(Some(self.name()), |name| {
            name.rfind('.').and_then(|dot| name.get(..dot))
        })
    }
}
