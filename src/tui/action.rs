//! The one table of what a person can do: key map, help, palette, footer and the file of default keys come from it.
//!
//! An action belongs to contexts, the places where it has a meaning, and has default keys there. Its id is the name
//! that settings use. To add an action: one line here, and one arm where the panels of its contexts act.
//!
//! # Why these keys
//!
//! Moving is both vim's and the arrows'. `n` and `N` go to the next match everywhere, so that "not applicable" is `-`,
//! the very mark it leaves, and "not audited" is `z`, put to sleep. Nothing is bound to a key that a plain terminal or
//! tmux cannot send, nor to `ctrl-a` and `ctrl-b`, the prefixes of screen and tmux. Letters are free to be used in lists:
//! in the fuzzy picker, where they are typed, only arrows and control keys act.

mod context;

pub use self::context::{Context, Group};

/// What is said about an action, once for every use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionInfo {
    /// The action.
    pub action: Action,
    /// Its name in settings, such as `walk.verdict-conforming`.
    pub id: &'static str,
    /// One to three words, for the footer.
    pub title: &'static str,
    /// One sentence, for help.
    pub help: &'static str,
    /// Its heading in help.
    pub group: Group,
    /// Where it has a meaning.
    pub contexts: &'static [Context],
    /// Its default keys, the one to show first; without any it is found in help only.
    pub keys: &'static [&'static str],
}

impl Action {
    /// Returns the action's name in settings.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// Finds an action by its name in settings.
    pub fn by_id(id: &str) -> Option<Self> {
        ACTIONS
            .iter()
            .find(|info| info.id == id)
            .map(|info| info.action)
    }
}

macro_rules! actions {
    ($($group:ident { $($action:ident $id:literal $title:literal [$($context:ident)*] [$($key:literal)*] $help:literal)* })*) => {
        /// Something that a person can do; see [`ACTIONS`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action { $($(#[doc = $help] $action,)*)* }

        /// Every action, in the order in which help shows them.
        pub const ACTIONS: &[&ActionInfo] = &[$($(Action::$action.info(),)*)*];

        impl Action {
            /// Returns what is said about the action.
            pub const fn info(self) -> &'static ActionInfo {
                match self {
                    $($(Self::$action => &ActionInfo {
                        action: Self::$action,
                        id: $id,
                        title: $title,
                        help: $help,
                        group: Group::$group,
                        contexts: &[$(Context::$context),*],
                        keys: &[$($key),*],
                    },)*)*
                }
            }
        }
    };
}

actions! {
    Verdict {
        VerdictConforming "walk.verdict-conforming" "conforming" [Walk] ["c"] "Says that the row conforms; again takes the verdict back."
        VerdictNonconforming "walk.verdict-nonconforming" "nonconforming" [Walk] ["x"] "Says that the row does not conform; again takes the verdict back."
        VerdictObservation "walk.verdict-observation" "observation" [Walk] ["o"] "Records an observation on the row; again takes the verdict back."
        VerdictOpportunity "walk.verdict-opportunity" "opportunity" [Walk] ["p"] "Records an opportunity for improvement; again takes the verdict back."
        VerdictGoodPractice "walk.verdict-good-practice" "good practice" [Walk] ["b"] "Records a good practice, the best of its kind; again takes the verdict back."
        VerdictNotApplicable "walk.verdict-not-applicable" "not applicable" [Walk] ["-"] "Says that the row does not apply, and asks for the reason."
        VerdictNotAudited "walk.verdict-not-audited" "not audited" [Walk] ["z"] "Leaves the row out of this audit, and asks for the reason."
        RepeatVerdict "walk.repeat-verdict" "repeat verdict" [Walk] ["."] "Gives the last verdict to this row and goes on; after a number, to that many rows."
        RateZero "gap.rate-zero" "maturity" [Gap] ["0"] "Rates the row 0, not there; again takes it back."
        RateOne "gap.rate-one" "maturity" [Gap] ["1"] "Rates the row 1, done by some, when they think of it; again takes it back."
        RateTwo "gap.rate-two" "maturity" [Gap] ["2"] "Rates the row 2, planned and followed up; again takes it back."
        RateThree "gap.rate-three" "maturity" [Gap] ["3"] "Rates the row 3, defined, and done so everywhere; again takes it back."
        RateFour "gap.rate-four" "maturity" [Gap] ["4"] "Rates the row 4, measured and kept within limits; again takes it back."
        RateFive "gap.rate-five" "maturity" [Gap] ["5"] "Rates the row 5, improved from what is measured; again takes it back."
        SetTarget "gap.target" "target" [Gap] ["T"] "Sets how far the row is to be, where that is not the target of the audit."
    }
    Applicability {
        IncludeControl "applicability.include" "include" [Applicability] ["c"] "Says that the control is included."
        ExcludeControl "applicability.exclude" "exclude" [Applicability] ["x"] "Says that the control is excluded, and asks for the justification."
        EditJustification "applicability.justification" "why" [Applicability] ["i"] "Writes the justification: why the control is included, or why not."
        EditImplementation "applicability.implementation" "how" [Applicability] ["o"] "Writes how the control is implemented."
        ChooseStatus "applicability.status" "status" [Applicability] ["s"] "Says how far the control is implemented."
        EditOwner "applicability.owner" "owner" [Applicability] ["p"] "Writes who answers for the control, by role."
        ApproveStatement "applicability.approve" "approve" [Applicability] ["a"] "Approves the statement in your name, when each control is decided and justified."
        ApplyStatement "applicability.apply" "apply to an audit" [Applicability] ["A"] "Shows which controls leave and come back, and brings an audit in line."
    }
    Sample {
        DrawSample "record.draw-sample" "sample" [Walk List] ["S"] "Draws a sample for the row, or opens those that it has."
        DrawNow "drawing.draw" "draw" [Drawing] ["ctrl-s"] "Draws the sample as the form says, and opens it."
        ItemPasses "sample.pass" "pass" [Sample] ["c"] "Says that the item is as it should be; again takes it back."
        ItemFails "sample.fail" "fail" [Sample] ["x"] "Says that the item is not as it should be; again takes it back."
        ItemNotApplicable "sample.not-applicable" "not applicable" [Sample] ["-"] "Says that what is asked does not apply to the item; again takes it back."
        EditItemNote "sample.note" "note" [Sample] ["i"] "Writes what was seen of the item."
        ReplaceItem "sample.replace" "replace" [Sample] ["r"] "Has the next item of the draw stand for this one, and asks why."
        WidenSample "sample.widen" "wider sample" [Sample] ["+"] "Draws a wider sample that holds this one, or opens the one there is."
        RedrawSample "sample.redraw" "draw again" [Sample] ["="] "Draws the sample again, and says whether the record is the same."
        EditConclusion "sample.conclusion" "conclusion" [Sample] ["o"] "Writes what you conclude from the sample."
    }
    Trail {
        LinkHolds "trail.holds" "holds" [Trail] ["c"] "Cites what was found for the link, which then holds; asks which where there is more."
        LinkBroken "trail.broken" "broken" [Trail] ["x"] "Says that the link is broken, asks what is missing, and drafts the finding."
        LinkNotApplicable "trail.not-applicable" "not applicable" [Trail] ["-"] "Says that the step asks for nothing of the system, and asks why."
        LinkTakenBack "trail.take-back" "take back" [Trail] ["z"] "Takes back what was said of the link; what it cites stays."
        LookAtFound "trail.look" "look" [Trail] ["enter" "l" "right"] "Looks at what was found first for the link, to cite lines of it."
        OpenLinkFinding "trail.finding" "finding" [Trail] ["f"] "Opens the finding of a broken link."
        LookAgain "trail.look-again" "look again" [Trail] ["="] "Looks again for what speaks of the system."
    }
    Evidence {
        Cite "cite.file" "evidence" [Walk Finding CorrectiveAction Applicability Sample Trail] ["e"] "Finds a file to cite as evidence."
        CiteOther "cite.other" "other evidence" [Walk Finding CorrectiveAction Applicability Sample] ["E"] "Cites what is no file here: a talk, a screen, a commit, a merge request, a kept copy."
        ShowCitation "cite.show" "show" [Walk Finding CorrectiveAction Applicability Sample Trail] ["v"] "Shows what was cited beside what is there now."
        RemoveCitation "cite.remove" "remove citation" [Walk Finding CorrectiveAction Evidence Applicability Sample] ["d"] "Removes the selected citation, which can be undone."
        PinAnew "evidence.pin-anew" "pin anew" [Evidence] ["r"] "Pins what stands on the right in place of what was cited, and asks why."
        EditCitation "evidence.edit" "edit" [Evidence] ["i"] "Writes what is said of the evidence: its note, and the fields of its kind."
        NextCitation "evidence.next" "next citation" [Evidence] ["]"] "Goes to the next citation of the row."
        PreviousCitation "evidence.previous" "previous citation" [Evidence] ["["] "Goes to the previous citation of the row."
        NextChange "evidence.next-change" "next change" [Evidence] ["}"] "Goes to the next place where the two texts differ."
        PreviousChange "evidence.previous-change" "previous change" [Evidence] ["{"] "Goes to the previous place where the two texts differ."
        EvidencePart "evidence.other-part" "what happened" [Evidence] ["tab" "shift-tab"] "Goes to proposals, commits and earlier pins, or back to the texts."
        ShowHappened "evidence.show" "show" [Evidence] ["enter"] "Shows the selected proposal, commit or earlier pin beside the other text."
        SwitchSide "evidence.side" "sides" [Evidence] ["s"] "Shows both texts, what was cited alone, or what is there alone."
        PickRange "preview.pick-range" "pick lines" [Preview] ["v" "space"] "Starts picking lines here, or lets them go."
        CiteRange "preview.cite" "cite" [Preview] ["enter"] "Cites the picked lines; the whole file when none are picked."
        CiteFile "preview.cite-file" "whole file" [Preview] ["w"] "Cites the whole file."
        BackToFiles "preview.back-to-files" "files" [Preview] ["tab"] "Goes back to the list of files."
        ScrollRight "preview.scroll-right" "more to the right" [Preview] [">" "l" "right"] "Shows more of long lines, or the next column of a table."
        ScrollLeft "preview.scroll-left" "back to the left" [Preview] ["<" "h" "left"] "Scrolls long lines back; where they begin, goes back to the files."
        ToggleTable "preview.table" "table, lines" [Preview] ["t"] "Shows a table as the lines of its file, or as a table again."
    }
    Edit {
        EditNote "walk.note" "note" [Walk] ["i"] "Writes the note of the row."
        EditMethod "walk.method" "method" [Walk] ["m"] "Says how the row was audited: documents, interview, observation, sample."
        EditPeople "walk.people" "who" [Walk] ["w"] "Says who was met."
        EditReason "walk.reason" "reason" [Walk] ["r"] "Writes why the row is not applicable or not audited."
        RowSystems "walk.systems" "AI systems" [Walk] ["a"] "Lists the AI systems in scope, to answer the row for each by itself."
        ShowLastTime "walk.last-time" "last time" [Walk] ["L"] "Opens the row as it was answered last time, in the audit carried over from."
        ToggleApart "walk.apart" "apart, together" [Walk] ["="] "Answers apart what several standards ask alike, or together again."
        UpgradeChecklist "walk.upgrade-checklist" "upgrade checklist" [Walk] [] "Takes the newer edition of the row's checklist, and says first what that touches."
        EditField "form.edit" "edit" [Finding CorrectiveAction Drawing Audit] ["enter" "i"] "Writes in the selected field, or opens its choices."
        NextChoice "form.next-choice" "next choice" [Finding CorrectiveAction Drawing Audit] ["l" "right" "space"] "Takes the next of the field's choices."
        PreviousChoice "form.previous-choice" "previous choice" [Finding CorrectiveAction Drawing Audit] ["h" "left"] "Takes the previous of the field's choices."
        AddItem "form.add-item" "add" [Finding CorrectiveAction Audit] ["o"] "Adds an entry to the field's list, such as one more why."
        RemoveItem "form.remove-item" "remove" [Finding CorrectiveAction Audit] ["x"] "Removes the selected entry of the field's list."
        ExternalEditor "edit.external" "editor" [Walk Finding CorrectiveAction Applicability Sample Review Fields Audit] ["ctrl-e"] "Opens the text in $VISUAL or $EDITOR."
        Undo "edit.undo" "undo" [Global] ["u"] "Takes back the last change of a record."
        Redo "edit.redo" "redo" [Global] ["ctrl-r"] "Makes the change again that was taken back."
        Copy "edit.copy" "copy" [Home Walk Finding CorrectiveAction Chart List Preview Evidence Applicability Sample Extent Cause ManagementReview Review Overlay Recover Audit] ["y"] "Copies what is selected, or the details of a notice."
    }
    Finding {
        RaiseFinding "walk.raise-finding" "finding" [Walk] ["f"] "Raises a finding from the row, or opens the one it has."
        RaiseAction "finding.raise-action" "corrective action" [Finding] ["a"] "Adds a corrective action to the finding, or opens the one it has."
        SaveForm "form.save" "save" [Finding CorrectiveAction Describe Audit] ["ctrl-s"] "Saves what was typed, and leaves the form."
        NameSafeguard "independence.override" "safeguard" [Independence] ["o"] "Names the safeguard for the selected conflict, and who approved it."
        AssignArea "independence.area" "area" [Independence] ["a"] "Assigns an area of the repository to an auditor, beside the clauses."
        MoveOn "record.move-on" "next state" [Finding CorrectiveAction List Audit] ["s"] "Moves the record to another state of its life cycle."
        LinkRepeat "finding.repeat" "repeats" [Finding] ["r"] "Links the selected earlier finding as what is repeated, or takes the link back."
        Amend "finding.amend" "amend" [Finding] ["m"] "Changes what the auditee was told, and asks why; what stood there is kept."
        TakeGrade "finding.take-grade" "higher grade" [Finding] ["R"] "Takes the higher grade that a linked repeat proposes."
        OpenExtent "record.extent" "extent" [Finding CorrectiveAction] ["t"] "Searches for more of the same, and decides about each place."
        SearchExtent "extent.search" "search" [Extent] ["o" "i"] "Searches the files of the repository for more of the same."
        SearchAgain "extent.search-again" "search again" [Extent] ["r"] "Makes the search of the selected place again, as the files are now."
        HitAffected "extent.affected" "affected" [Extent] ["a"] "Says that the same is wrong at the place, or at all undecided ones of the search."
        HitNotAffected "extent.not-affected" "not affected" [Extent] ["x"] "Says why the place, or all undecided ones of the search, only looks alike."
        HitUndecided "extent.undecided" "undecided" [Extent] ["-"] "Takes the decision about the selected place back."
        CiteHit "extent.cite" "look, cite" [Extent] ["enter" "e"] "Shows the selected place in its file, to cite it."
        RemoveSearch "extent.remove-search" "remove search" [Extent] ["D"] "Removes a search with its places, which can be undone."
        OpenCause "record.cause" "cause" [CorrectiveAction] ["c"] "Draws why it happened: a chain of whys, a fishbone or a fault tree."
        AddCause "cause.add" "add" [Cause] ["o"] "Adds a node under the selected one: the next why, a cause, an event."
        AddCauseBeside "cause.add-beside" "add beside" [Cause] ["O"] "Adds a node beside the selected one; in a chain, at its end."
        EditCause "cause.edit" "write" [Cause] ["enter" "i"] "Writes what the selected node says."
        MarkRoot "cause.root" "root cause" [Cause] ["space"] "Marks the selected node as a root cause, or takes the mark back."
        ToggleGate "cause.gate" "and, or" [Cause] ["t"] "Says whether the events below bring it about together, or each alone."
        CauseUp "cause.up" "move up" [Cause] ["K"] "Moves the node up among those beside it; on a fishbone to the branch before, too."
        CauseDown "cause.down" "move down" [Cause] ["J"] "Moves the node down among those beside it; on a fishbone to the next branch, too."
        CauseIn "cause.in" "move in" [Cause] [">"] "Moves the node, and all under it, under the one before it."
        CauseOut "cause.out" "move out" [Cause] ["<"] "Moves the node, and all under it, behind the one that it is under."
        RemoveCause "cause.remove" "remove" [Cause] ["x"] "Removes the node and all under it, which can be undone; in a chain the why alone."
        TakeMethod "cause.method" "method" [Cause] ["m"] "Takes another method; what is drawn by the others stays."
        OpenPlanned "programme.open" "open" [Programme] ["enter" "l" "right"] "Opens the audit that is made, what the programme says, or where a gap is."
        EditPlanned "programme.edit" "edit" [Programme] ["i"] "Writes what the programme says, or what it says of the selected audit."
        PlanInProgramme "programme.plan" "plan" [Programme] ["o" "a"] "Plans an audit in the programme; where there is none, begins the programme."
        DropPlanned "programme.drop" "drop" [Programme] ["x"] "Drops the selected audit, which stays there, and asks for the reason."
        MakePlanned "programme.make" "make" [Programme] ["m"] "Makes the selected audit as the programme plans it."
        OpenCoverage "programme.coverage" "coverage" [Programme] ["c" "tab"] "Shows what the audits cover together: clauses, processes and AI systems."
        OpenCovered "coverage.open" "go there" [Coverage] ["enter"] "Goes to the selected clause in the audit of the column."
        CoverageBy "coverage.columns" "audits, quarters" [Coverage] ["t"] "Changes the columns between audits and quarters."
        CoverageGaps "coverage.gaps" "gaps, all" [Coverage] ["x"] "Changes between all lines and those that fewer audits look at than are to."
        OpenFinding "record.open-finding" "its finding" [CorrectiveAction] ["f"] "Opens the finding that the corrective action answers."
        OpenRow "record.open-row" "its row" [Finding List Sample] ["w"] "Goes to the row of the walk that it came from."
        OpenRecord "list.open" "open" [List] ["enter" "l" "right"] "Opens the selected record."
        QueueMine "queue.mine" "mine, all" [Queue] ["m"] "Changes between what waits for you and what waits for anybody."
        QueueOrder "queue.order" "order" [Queue] ["o"] "Changes the order: by date, by age, by grade."
        OpenReviewedRecord "management-review.open" "open" [ManagementReview] ["enter" "l" "right"] "Opens the selected audit, finding or corrective action."
        EarlierYear "management-review.earlier" "a year earlier" [ManagementReview] ["["] "Looks at the same days a year earlier."
        LaterYear "management-review.later" "a year later" [ManagementReview] ["]"] "Looks at the same days a year later."
        OpenCharted "chart.open" "go to its row" [Chart] ["enter"] "Goes to the clause's first open row, or to its worst where none is open."
        ChartOrder "chart.order" "order" [Chart] ["s"] "Changes between the order of the standard and the worst clauses first."
    }
    Move {
        Down "nav.down" "down" [Home Walk Finding CorrectiveAction Chart List Preview Evidence Applicability Sample Trail Drawing Extent Cause ManagementReview Review Overlay Recover Describe Audit Programme Coverage] ["j" "down"] "Moves down."
        Up "nav.up" "up" [Home Walk Finding CorrectiveAction Chart List Preview Evidence Applicability Sample Trail Drawing Extent Cause ManagementReview Review Overlay Recover Describe Audit Programme Coverage] ["k" "up"] "Moves up."
        HalfPageDown "nav.half-page-down" "half a page down" [Home Walk Finding CorrectiveAction Chart List Preview Evidence Applicability Sample Trail Drawing Extent Cause ManagementReview Review Overlay Recover Audit Programme Coverage] ["ctrl-d"] "Moves down half a page."
        HalfPageUp "nav.half-page-up" "half a page up" [Home Walk Finding CorrectiveAction Chart List Preview Evidence Applicability Sample Trail Drawing Extent Cause ManagementReview Review Overlay Recover Audit Programme Coverage] ["ctrl-u"] "Moves up half a page."
        PageDown "nav.page-down" "page down" [Home Walk Finding CorrectiveAction Chart List Preview Evidence Applicability Sample Trail Drawing Extent Cause ManagementReview Review Overlay Recover Audit Programme Coverage] ["pgdn"] "Moves down a page."
        PageUp "nav.page-up" "page up" [Home Walk Finding CorrectiveAction Chart List Preview Evidence Applicability Sample Trail Drawing Extent Cause ManagementReview Review Overlay Recover Audit Programme Coverage] ["pgup"] "Moves up a page."
        Top "nav.top" "top" [Home Walk Finding CorrectiveAction Chart List Preview Evidence Applicability Sample Trail Drawing Extent Cause ManagementReview Review Overlay Recover Audit Programme Coverage] ["g g" "home"] "Goes to the top; after a number, to that line."
        Bottom "nav.bottom" "bottom" [Home Walk Finding CorrectiveAction Chart List Preview Evidence Applicability Sample Trail Drawing Extent Cause ManagementReview Review Overlay Recover Audit Programme Coverage] ["G" "end"] "Goes to the bottom; after a number, to that line."
        NextOpen "walk.next-open" "next open" [Walk] ["enter" "]"] "Goes to the next row without an answer."
        PreviousOpen "walk.previous-open" "previous open" [Walk] ["["] "Goes to the previous row without an answer."
        NextRow "walk.next-row" "next row" [Walk] ["J"] "Goes to the next row, from whichever pane."
        PreviousRow "walk.previous-row" "previous row" [Walk] ["K"] "Goes to the previous row, from whichever pane."
        NextClause "walk.next-clause" "next clause" [Walk] ["}"] "Goes to the first row of the next clause."
        PreviousClause "walk.previous-clause" "previous clause" [Walk] ["{"] "Goes to the first row of this clause, or of the one before."
        OtherPane "walk.other-pane" "other pane" [Walk] ["tab"] "Changes between the clause tree and the row."
        ToTree "walk.to-tree" "tree" [Walk] ["h" "left"] "Goes to the clause tree, or folds the clause there."
        ToRow "walk.to-row" "row" [Walk] ["l" "right"] "Goes to the row, or unfolds the clause in the tree."
        Fold "walk.fold" "guidance" [Walk] ["space"] "Folds or unfolds the guidance of the row, or the clause in the tree."
        GuidanceDown "guidance.down" "more guidance" [Walk List Sample Recover] [")"] "Scrolls down a text beside a list, such as the guidance, that is longer than its part."
        GuidanceUp "guidance.up" "guidance back" [Walk List Sample Recover] ["("] "Scrolls such a text back up."
        NextHit "extent.next-undecided" "next undecided" [Extent] ["]" "tab"] "Goes to the next place that nobody has decided about."
        PreviousHit "extent.previous-undecided" "previous undecided" [Extent] ["[" "shift-tab"] "Goes to the previous place that nobody has decided about."
        NextUndecided "applicability.next-undecided" "next undecided" [Applicability] ["]"] "Goes to the next control that nothing is decided about."
        PreviousUndecided "applicability.previous-undecided" "previous undecided" [Applicability] ["["] "Goes to the previous control that nothing is decided about."
        NextUnseen "sample.next-unseen" "next unseen" [Sample] ["enter" "]"] "Goes to the next item that nobody has looked at."
        PreviousUnseen "sample.previous-unseen" "previous unseen" [Sample] ["["] "Goes to the previous item that nobody has looked at."
        NextStatement "applicability.next-statement" "next checklist" [Applicability] ["tab"] "Goes to the statement of the next checklist that has controls."
        PreviousStatement "applicability.previous-statement" "previous checklist" [Applicability] ["shift-tab"] "Goes to the statement of the previous checklist that has controls."
        ToControl "applicability.to-control" "control" [Applicability] ["enter" "l" "right"] "Goes to the selected control, to its citations and a long text."
        ToControls "applicability.to-controls" "controls" [Applicability] ["h" "left"] "Goes back to the list of controls."
        UnfoldCharted "chart.unfold" "unfold" [Chart] ["l" "right"] "Shows the clauses below the selected one."
        FoldCharted "chart.fold" "fold" [Chart] ["h" "left"] "Hides the clauses below the selected one, or goes to the one above it."
        ChartLevels "chart.levels" "levels" [Chart] ["tab"] "Shows one more level of clauses, and after the lowest the highest alone."
        CoverageRight "coverage.right" "next column" [Coverage] ["l" "right"] "Goes to the next audit or quarter."
        CoverageLeft "coverage.left" "previous column" [Coverage] ["h" "left"] "Goes to the previous audit or quarter."
        CoverageFold "coverage.fold" "fold, unfold" [Coverage] ["space"] "Shows or hides the clauses below the selected one."
        CoverageLevels "coverage.levels" "levels" [Coverage] ["tab"] "Shows one more level of clauses, and after the lowest the highest alone."
        NextField "form.next-field" "next field" [Finding CorrectiveAction Drawing Audit] ["tab"] "Goes to the next field."
        PreviousField "form.previous-field" "previous field" [Finding CorrectiveAction Drawing Audit] ["shift-tab"] "Goes to the previous field."
        TextAccept "text.accept" "done" [Text] ["enter"] "Takes the line that was typed."
        TextNextField "fields.next" "next field" [Fields] ["tab"] "Keeps the text and goes to the next field."
        TextPreviousField "fields.previous" "previous field" [Fields] ["shift-tab"] "Keeps the text and goes to the previous field."
        PickerDown "picker.down" "down" [Picker] ["down" "ctrl-n"] "Moves down the list."
        PickerUp "picker.up" "up" [Picker] ["up" "ctrl-p"] "Moves up the list."
        PickerPageDown "picker.page-down" "page down" [Picker] ["pgdn" "ctrl-d"] "Moves down a page of the list."
        PickerPageUp "picker.page-up" "page up" [Picker] ["pgup"] "Moves up a page of the list."
        PickerPreview "picker.preview" "pick lines" [Picker] ["tab"] "Goes to the file, to pick lines of it."
        SearchContents "files.contents" "in contents" [Files] ["ctrl-g"] "Changes between the paths of files and the lines in them; both take filters."
        PickerAccept "picker.accept" "choose" [Picker] ["enter"] "Chooses what is selected."
        NextPart "review.next-part" "next part" [Review] ["tab"] "Goes to the next part: records, changes, problems, message."
        PreviousPart "review.previous-part" "previous part" [Review] ["shift-tab"] "Goes to the previous part."
    }
    Find {
        Find "find.start" "find" [Home Walk Chart List Preview Review Evidence Applicability Sample] ["/"] "Finds text on this screen."
        NextMatch "find.next" "next match" [Home Walk Chart List Preview Review Evidence Applicability Sample] ["n"] "Goes to the next match."
        PreviousMatch "find.previous" "previous match" [Home Walk Chart List Preview Review Evidence Applicability Sample] ["N"] "Goes to the previous match."
        Jump "find.jump" "jump" [Home Walk Finding CorrectiveAction Chart List Preview Evidence Applicability Sample Trail Extent Cause Review Audit Programme Coverage] ["ctrl-p"] "Finds any clause, question, finding, action or person and goes there."
        Search "find.search" "search all" [Home Walk Finding CorrectiveAction Chart List Preview Evidence Applicability Sample Trail Extent Cause Review Audit Programme Coverage] ["ctrl-f"] "Finds words in all questions and hints of the audit."
    }
    Go {
        OpenAudit "home.open" "open" [Home] ["enter" "l" "right"] "Opens what is selected."
        PlanAudit "home.plan-audit" "plan an audit" [Home] ["a"] "Plans a new audit."
        CarryOver "home.carry-over" "carry over" [Home] ["c"] "Plans an audit from the selected one: all of it again, or what is open in it."
        GoHome "go.home" "home" [Global] ["g h"] "Goes to what is due and the audits."
        GoWalk "go.walk" "walk" [Global] ["g w"] "Goes to the walk of the audit."
        GoClause "go.clause" "clause" [Global] ["g c"] "Finds a clause and goes there."
        GoChart "go.chart" "chart" [Global] ["g b"] "Goes to the chart: verdicts or maturity, clause by clause."
        GoFindings "go.findings" "findings" [Global] ["g f"] "Goes to the findings of the audit."
        GoActions "go.actions" "actions" [Global] ["g a"] "Goes to the corrective actions."
        GoQueue "go.queue" "due" [Global] ["g q"] "Goes to what is due in all audits: when, for whom, and since when."
        GoManagementReview "go.management-review" "management" [Global] ["g M"] "Goes to what the records say for the management review, with trends."
        GoSamples "go.samples" "samples" [Global] ["g m"] "Goes to the samples of the audit."
        GoApplicability "go.applicability" "applicability" [Global] ["g s"] "Goes to the statement of applicability: which controls are included, and why."
        GoIndependence "go.independence" "independence" [Global] ["g i"] "Goes to what the auditors have worked on themselves, and the safeguards."
        GoSignOff "go.sign-offs" "sign-off" [Global] ["g o"] "Goes to who signed the audit off, what changed since, and what is missing to sign."
        GoReview "go.review" "review" [Global] ["g r"] "Goes to the review of what is not committed."
        GoSync "go.sync" "sync" [Global] ["g S"] "Goes to the other side: what would be sent, what came, and what clashes."
        GoReferences "go.look-up" "look up" [Global] ["g l"] "Goes to what one looks up, such as objectives and risk sources."
        GoVerify "go.verify" "verify" [Global] ["g v"] "Replays the history: what was not lawful, what was touched, what cannot be checked."
        GoRepositories "go.repositories" "repositories" [Global] ["g e"] "Goes to the repositories that hold evidence: which are here, and how to get one."
        GoAudit "go.audit" "audit" [Global] ["g A"] "Goes to the plan of the audit, its meetings, its conclusion, and its next state."
        GoProgramme "go.programme" "programme" [Global] ["g p"] "Goes to the audit programme: the audits of a period, and what they leave out."
        GoSystems "go.systems" "AI systems" [Global] ["g y"] "Goes to the AI systems of the register: class, stage, owner, and which are in scope."
        Back "global.back" "back" [Global] ["q" "esc"] "Goes back one level; the last one leaves the program."
    }
    Commit {
        Commit "review.commit" "commit" [Review] ["ctrl-s"] "Commits the records that are ticked, and nothing else."
        Sign "sign-off.sign" "sign" [SignOff] ["ctrl-s"] "Signs the audit off as it is committed, after showing what that means."
        EditWords "sign-off.words" "own words" [SignOff] ["i"] "Adds own words to what the signature means."
        ToggleRecord "review.toggle" "in or out" [Review] ["space"] "Takes the selected record out of the commit, or back into it."
        OpenReviewed "review.open" "open" [Review] ["enter" "l" "right"] "Opens the selected record."
        EditMessage "review.message" "message" [Review] ["i" "m"] "Writes the message of the commit."
        NextProblem "review.next-problem" "next problem" [Review] ["]"] "Goes to the next problem."
        PreviousProblem "review.previous-problem" "previous problem" [Review] ["["] "Goes to the previous problem."
        Sync "sync.run" "sync" [Sync] ["ctrl-s"] "Fetches, merges and sends; with all that clashes chosen it goes on."
        SyncTake "sync.take" "take only" [Sync] ["f"] "Fetches and merges, and sends nothing."
        ClashOurs "sync.ours" "ours" [Sync] ["o"] "Takes what we have of the selected field; again takes the choice back."
        ClashTheirs "sync.theirs" "theirs" [Sync] ["t"] "Takes what they have of the selected field; again takes the choice back."
        ClashOursWhole "sync.record-ours" "record ours" [Sync] ["O"] "Takes the whole record of the selected field as we have it."
        ClashTheirsWhole "sync.record-theirs" "record theirs" [Sync] ["T"] "Takes the whole record of the selected field as they have it."
        NextUnchosen "sync.next-undecided" "next undecided" [Sync] ["]" "tab"] "Goes to the next clash of which nothing is chosen."
        PreviousUnchosen "sync.previous-undecided" "previous undecided" [Sync] ["[" "shift-tab"] "Goes to the previous clash of which nothing is chosen."
    }
    Program {
        Help "global.help" "all keys" [Global] ["?" "f1"] "Shows every key and action of this place; type to find one, enter runs it."
        Redraw "global.redraw" "redraw" [Global] ["ctrl-l"] "Draws the whole screen again, and looks for changes from outside."
        Suspend "global.suspend" "suspend" [Global] ["ctrl-z"] "Goes back to the shell until fg."
        Quit "global.quit" "quit" [Global] ["ctrl-c"] "Leaves the program when pressed twice; nothing is lost."
        NextTheme "global.next-theme" "next theme" [Global] [] "Changes to the next theme."
        ToggleMouse "global.toggle-mouse" "mouse" [Global] [] "Lets the program take the mouse, or the terminal."
        Reload "global.reload" "reload" [Global] [] "Reads the records and the repository again."
        Yes "confirm.yes" "yes" [Confirm] ["y"] "Answers yes."
        No "confirm.no" "no" [Confirm] ["n"] "Answers no."
        TakeUp "recover.take-up" "keep" [Recover] ["enter"] "Goes to where the text was typed and puts it back there."
        LetGo "recover.let-go" "discard" [Recover] ["d"] "Throws the text away."
        Dismiss "overlay.dismiss" "close" [Overlay] ["enter"] "Closes the notice."
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_is_in_the_order_of_the_actions() {
        for (at, info) in ACTIONS.iter().enumerate() {
            assert_eq!(info.action as usize, at);
            assert_eq!(info.action.info(), *info);
            assert_eq!(Action::by_id(info.id), Some(info.action));
        }
    }

    #[test]
    fn ids_are_unique_and_well_formed() {
        let ids: BTreeSet<_> = ACTIONS.iter().map(|info| info.id).collect();
        assert_eq!(ids.len(), ACTIONS.len());
        for id in ids {
            assert_eq!(id.matches('.').count(), 1, "{id}");
            assert!(
                id.chars()
                    .all(|c| c.is_ascii_lowercase() || matches!(c, '.' | '-')),
                "{id}"
            );
        }
    }

    #[test]
    fn an_id_that_begins_with_a_context_belongs_to_it_alone() {
        for info in ACTIONS {
            let prefix = info.id.split('.').next().unwrap();
            if let Some(context) = Context::ALL
                .into_iter()
                .find(|context| context.name() == prefix)
            {
                assert_eq!(info.contexts, [context], "{}", info.id);
            }
        }
    }

    #[test]
    fn every_action_has_a_sentence_and_a_short_title() {
        for info in ACTIONS {
            assert!(
                info.help.ends_with('.') && info.help.len() <= 90,
                "{}",
                info.id
            );
            assert!(
                !info.title.is_empty() && info.title.len() <= 18,
                "{}",
                info.id
            );
            assert!(!info.contexts.is_empty(), "{}", info.id);
        }
    }

    #[test]
    fn only_few_actions_have_no_key() {
        let palette_only: Vec<_> = ACTIONS
            .iter()
            .filter(|info| info.keys.is_empty())
            .map(|info| info.id)
            .collect();
        assert_eq!(
            palette_only,
            [
                "walk.upgrade-checklist",
                "global.next-theme",
                "global.toggle-mouse",
                "global.reload"
            ]
        );
    }
}
