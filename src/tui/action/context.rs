//! Where keys have a meaning, and the headings of help: contexts and groups of actions.

/// A place where keys have a meaning of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// Everywhere.
    Global,
    /// What needs attention, and the audits.
    Home,
    /// The walk: the clause tree and a row.
    Walk,
    /// What the walk has more in a gap analysis.
    Gap,
    /// Verdicts or maturity, clause by clause.
    Chart,
    /// The form of a finding.
    Finding,
    /// The form of a corrective action.
    CorrectiveAction,
    /// A list of findings, actions or search results.
    List,
    /// What the queue of all that is due has more than other lists.
    Queue,
    /// A fuzzy finder, and help: letters are typed into the query.
    Picker,
    /// What the finder of files has more than the others.
    Files,
    /// A file beside the picker, where lines are picked.
    Preview,
    /// What was cited beside what is there now.
    Evidence,
    /// The statement of applicability.
    Applicability,
    /// The extent of a nonconformity.
    Extent,
    /// The diagram of its cause.
    Cause,
    /// What the records say for the management review.
    ManagementReview,
    /// A sample and its items.
    Sample,
    /// The form of a sample that is to be drawn.
    Drawing,
    /// The trail of an AI system.
    Trail,
    /// Whether auditors have worked on what they audit.
    Independence,
    /// The form of an audit.
    Audit,
    /// The audit programme.
    Programme,
    /// What the audits of the programme cover.
    Coverage,
    /// Who signed the audit off, and signing it.
    SignOff,
    /// What will be committed.
    Review,
    /// Bringing this clone and the other side together.
    Sync,
    /// A few fields that are filled in, over the screen.
    Describe,
    /// A text field that is typed in.
    Text,
    /// A text field of a record or a form, which has neighbours and may be long.
    Fields,
    /// A question to be answered with yes or no.
    Confirm,
    /// Half-typed text that was left over.
    Recover,
    /// A notice over the screen.
    Overlay,
}

impl Context {
    /// Every context.
    pub const ALL: [Self; 33] = [
        Self::Global,
        Self::Home,
        Self::Walk,
        Self::Gap,
        Self::Chart,
        Self::Finding,
        Self::CorrectiveAction,
        Self::List,
        Self::Queue,
        Self::Picker,
        Self::Files,
        Self::Preview,
        Self::Evidence,
        Self::Applicability,
        Self::Extent,
        Self::Cause,
        Self::ManagementReview,
        Self::Sample,
        Self::Drawing,
        Self::Trail,
        Self::Independence,
        Self::Audit,
        Self::Programme,
        Self::Coverage,
        Self::SignOff,
        Self::Review,
        Self::Sync,
        Self::Describe,
        Self::Text,
        Self::Fields,
        Self::Confirm,
        Self::Recover,
        Self::Overlay,
    ];

    /// Returns the context's name in the file of keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Home => "home",
            Self::Walk => "walk",
            Self::Gap => "gap",
            Self::Chart => "chart",
            Self::Finding => "finding",
            Self::CorrectiveAction => "corrective-action",
            Self::List => "list",
            Self::Queue => "queue",
            Self::Picker => "picker",
            Self::Files => "files",
            Self::Preview => "preview",
            Self::Evidence => "evidence",
            Self::Applicability => "applicability",
            Self::Extent => "extent",
            Self::Cause => "cause",
            Self::ManagementReview => "management-review",
            Self::Sample => "sample",
            Self::Drawing => "drawing",
            Self::Trail => "trail",
            Self::Independence => "independence",
            Self::Audit => "audit",
            Self::Programme => "programme",
            Self::Coverage => "coverage",
            Self::SignOff => "sign-off",
            Self::Review => "review",
            Self::Sync => "sync",
            Self::Describe => "describe",
            Self::Text => "text",
            Self::Fields => "fields",
            Self::Confirm => "confirm",
            Self::Recover => "recover",
            Self::Overlay => "overlay",
        }
    }

    /// Tells whether a number typed before a key counts here; where digits rate, none does.
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Gap)
    }

    /// Returns the context as help names it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Global => "everywhere",
            Self::Home => "home",
            Self::Walk => "the walk",
            Self::Gap => "the walk, gap analysis",
            Self::Chart => "the chart",
            Self::Finding => "a finding",
            Self::CorrectiveAction => "a corrective action",
            Self::List => "lists",
            Self::Queue => "what is due",
            Self::Picker => "the finder",
            Self::Files => "finding files",
            Self::Preview => "picking lines",
            Self::Evidence => "evidence, then and now",
            Self::Applicability => "the statement of applicability",
            Self::Extent => "the extent of a nonconformity",
            Self::Cause => "the cause of a nonconformity",
            Self::ManagementReview => "the management review",
            Self::Sample => "a sample",
            Self::Drawing => "drawing a sample",
            Self::Trail => "the trail of an AI system",
            Self::Independence => "independence",
            Self::Audit => "an audit",
            Self::Programme => "the audit programme",
            Self::Coverage => "coverage",
            Self::SignOff => "sign-off",
            Self::Review => "review before commit",
            Self::Sync => "sync",
            Self::Describe => "filling in fields",
            Self::Text => "typing text",
            Self::Fields => "typing in fields",
            Self::Confirm => "a question",
            Self::Recover => "text left over",
            Self::Overlay => "a notice",
        }
    }
}

/// What kind of thing an action does: the headings of help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Verdicts on a row.
    Verdict,
    /// What else is done to a row, record or selection.
    Edit,
    /// Controls of the statement of applicability.
    Applicability,
    /// Samples and their items.
    Sample,
    /// Trails of AI systems.
    Trail,
    /// Evidence and citations.
    Evidence,
    /// Findings and corrective actions.
    Finding,
    /// Moving within a screen.
    Move,
    /// Going to other screens.
    Go,
    /// Searching.
    Find,
    /// Review, commit and sync.
    Commit,
    /// The program itself.
    Program,
}

impl Group {
    /// Returns the heading of the group.
    pub fn title(self) -> &'static str {
        match self {
            Self::Verdict => "Verdict",
            Self::Edit => "Edit",
            Self::Applicability => "Controls",
            Self::Sample => "Samples",
            Self::Trail => "Trails",
            Self::Evidence => "Evidence",
            Self::Finding => "Findings and actions",
            Self::Move => "Move",
            Self::Go => "Go to",
            Self::Find => "Find",
            Self::Commit => "Commit",
            Self::Program => "Program",
        }
    }
}
