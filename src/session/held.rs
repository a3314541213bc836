//! What a change of an audit may not touch, and by whom: asked at the one door through which every change is saved.
//!
//! The rules are those of the domain ([`Audit::unlawful_edits`], [`Audit::answering_gaps`], [`lawful::refused_to`]), and
//! whoever replays the history asks the same ones.

use crate::{
    domain::{
        audit::{Audit, AuditState},
        change::{Change, Edit},
        guard::Reason,
        holder::Holder,
        id::AuditId,
        judged,
        lawful::{self, Ground},
        papers::{CitedIn, WorkingPapers},
        people::People,
        person::Person,
        record::{Record, RecordKey},
    },
    error::{Error, Result},
    safe::escape_line,
};

use super::{Session, review::quoted};

/// Refuses a change that the state of its audit, or its team, does not let be.
pub fn check(papers: &WorkingPapers, change: &Change, by: &Person, people: &People) -> Result<()> {
    let changed = || change.edits.iter().filter(|edit| edit.before != edit.after);
    let audit = &papers.audit;
    let framed: Vec<Reason> = changed()
        .filter_map(|edit| edit.after.as_ref()?.audit())
        .flat_map(|after| {
            let mut reasons = audit.unlawful_edits(after);
            reasons.extend(audit.edits_refused_to(after, by, people));
            reasons
        })
        .collect();
    if !framed.is_empty() {
        return Err(not_changed(audit, &framed, by));
    }
    if changed().any(answers) {
        answering(papers, by, people)?;
    }
    for edit in changed() {
        outside(papers, edit, by, people)?;
    }
    Ok(())
}

/// Refuses to write in a draft of the audit team, and in a response or a corrective action, where whoever does so has no part in it.
fn outside(papers: &WorkingPapers, edit: &Edit, by: &Person, people: &People) -> Result<()> {
    let (before, Some(after)) = (&edit.before, &edit.after) else {
        return Ok(());
    };
    let is_asked = match after {
        Record::Finding { .. } => before.is_some(),
        Record::Action { .. } => true,
        Record::Workspace(_)
        | Record::Applicability(_)
        | Record::Programme(_)
        | Record::Audit(_)
        | Record::Criteria { .. }
        | Record::Answers { .. }
        | Record::Sample { .. }
        | Record::Trail { .. } => false,
    };
    if !is_asked {
        return Ok(());
    }
    let audit = &papers.audit;
    let ground = Ground {
        before: Some(audit),
        after: Some(audit),
        by,
        people,
        answered: papers.answering(before.as_ref(), after),
    };
    let refused = lawful::refused_to(before.as_ref(), after, &ground);
    let Some(first) = refused.first() else {
        return Ok(());
    };
    let what = match before {
        Some(_) => format!("write {}", after.key().short()),
        None => "draft a corrective action".to_owned(),
    };
    let could_not = Error::refused(format!(
        "Could not {what}: {}",
        escape_line(&first.reason.text)
    ));
    Err(if first.reason.about.as_deref() == Some(lawful::DRAFT) {
        could_not.hint(
            "the audit team writes it until it is handed over; then the auditee answers to it",
        )
    } else {
        could_not
    })
}

/// Refuses to put words beside a colleague's judgement that make it that of whoever wrote them.
fn judging(audit: &AuditId, change: &Change, people: &People) -> Result<()> {
    match judged::taken_over_by(change, people).first() {
        None => Ok(()),
        Some(taken) => Err(Error::refused(format!(
            "Could not change what {audit} says: {}, and with other words it would be judged by you",
            escape_line(&taken.phrase())
        ))
        .hint("judge it yourself, too: give the verdict, or the maturity, with the words")
        .hint("to cite further, and nothing else, leaves the answer with whoever judged it")),
    }
}

/// Refuses to answer, cite for answers, draw samples, follow trails and raise findings where the report is out, or whoever does
/// so is not of the audit team.
pub fn answering(papers: &WorkingPapers, by: &Person, people: &People) -> Result<()> {
    answering_in(&papers.audit, by, people)
}

fn answering_in(audit: &Audit, by: &Person, people: &People) -> Result<()> {
    let gaps = audit.answering_gaps(by, people);
    let Some(first) = gaps.first() else {
        return Ok(());
    };
    let could_not = Error::refused(format!(
        "Could not change what {} says: {}",
        audit.id,
        escape_line(&first.text)
    ));
    Err(if audit.state.is_out() {
        could_not.hint(follow_up_hint(&audit.id))
    } else {
        could_not.hint(enrolling(audit, by))
    })
}

/// Tells whether an edit answers something, or raises a finding; one that takes a finding away again, as undoing does, is none.
fn answers(edit: &Edit) -> bool {
    match (&edit.before, &edit.after) {
        (before, Some(after)) => after.is_answer(before.as_ref()),
        (Some(before), None) => before.is_answer(Some(before)),
        (None, None) => false,
    }
}

fn not_changed(audit: &Audit, reasons: &[Reason], by: &Person) -> Error {
    let foreign = reasons.iter().any(|reason| reason.field == "by");
    let could_not = Error::refused(format!(
        "Could not change {}: {}",
        audit.id,
        match reasons.len() {
            1 => "there is a reason against it".to_owned(),
            n => format!("there are {n} reasons against it"),
        }
    ))
    .details(
        reasons
            .iter()
            .map(|reason| format!("- {}", escape_line(&reason.text))),
    );
    match audit.state {
        AuditState::Issued | AuditState::FollowUp if !foreign || reasons.len() > 1 => {
            could_not.hint(follow_up_hint(&audit.id))
        }
        AuditState::Closed => could_not.hint(format!(
            "take it back first: tickmark audit move {} follow-up --why REASON",
            audit.id
        )),
        AuditState::Planned
        | AuditState::Fieldwork
        | AuditState::Reporting
        | AuditState::Issued
        | AuditState::FollowUp => could_not.hint(enrolling(audit, by)),
    }
}

fn follow_up_hint(id: &AuditId) -> String {
    format!(
        "what has come up since is looked at in a follow-up: tickmark new AUDIT --title TITLE --from {id} --follow-up"
    )
}

fn enrolling(audit: &Audit, by: &Person) -> String {
    let who = quoted(by);
    let enrols = match audit.state {
        AuditState::Planned => "enrol yourself while it is planned",
        AuditState::Fieldwork
        | AuditState::Reporting
        | AuditState::Issued
        | AuditState::FollowUp
        | AuditState::Closed => "somebody of the team enrols you",
    };
    format!("{enrols}: tickmark audit set {} --auditor {who}", audit.id)
}

impl Session {
    /// Reads the record of an audit as it is on disk now; none where it cannot be read, which is told where it is saved.
    ///
    /// An answer and the record of its audit lie in files of their own, so that no clash of files tells of a report that a colleague
    /// has issued at the same machine.
    fn on_disk(&self, audit: &Audit) -> Option<Audit> {
        let key = RecordKey::Audit(audit.id.clone());
        match self.store().look_at(&key).ok()?? {
            Record::Audit(audit) => Some(audit),
            Record::Workspace(_)
            | Record::Applicability(_)
            | Record::Programme(_)
            | Record::Criteria { .. }
            | Record::Answers { .. }
            | Record::Finding { .. }
            | Record::Action { .. }
            | Record::Sample { .. }
            | Record::Trail { .. } => None,
        }
    }

    /// Refuses a change that the state of its audit, or its team, does not let be.
    pub(super) fn check_held(&self, change: &Change) -> Result<()> {
        let Some(papers) = change.audit().and_then(|id| self.papers().get(&id)) else {
            return Ok(());
        };
        let looks = |edit: &Edit| {
            let is_held = matches!(
                edit.after,
                Some(Record::Audit(_) | Record::Finding { .. } | Record::Action { .. })
            );
            is_held || answers(edit)
        };
        if !change.edits.iter().any(looks) {
            return Ok(());
        }
        self.check_whole(change, &papers.audit)?;
        let by = self.actor()?;
        let moved_on = self.on_disk(&papers.audit);
        let moved_on =
            moved_on.filter(|audit| *audit != papers.audit && change.edits.iter().any(answers));
        let check = |people: &People| {
            check(papers, change, &by, people)?;
            judging(&papers.audit.id, change, people)?;
            moved_on
                .iter()
                .try_for_each(|audit| answering_in(audit, &by, people))
        };
        // Who is whom takes a look into the history: only where the address alone does not tell.
        check(&People::default()).or_else(|_| check(&self.people()))
    }

    /// Refuses to issue or to close an audit of which a committed record is not here: nobody has looked at what it says.
    fn check_whole(&self, change: &Change, audit: &Audit) -> Result<()> {
        let state = |record: Option<&Record>| Some(record?.audit()?.state);
        let settles = |edit: &Edit| {
            let now = state(edit.after.as_ref());
            now != state(edit.before.as_ref())
                && matches!(now, Some(AuditState::Issued | AuditState::Closed))
        };
        if !change.edits.iter().any(settles) {
            return Ok(());
        }
        let absent = self.absent_of(Some(&audit.id))?;
        if absent.is_empty() {
            return Ok(());
        }
        Err(Error::refused(format!(
            "Could not move {}: records of it are committed and not here, so that nobody knows what they say",
            audit.id
        ))
        .details(absent.iter().map(|path| format!("- {}", escape_line(path))))
        .hint("git checkout -- PATH brings back what was removed; git sparse-checkout add FOLDER what a sparse checkout leaves out"))
    }

    /// Lists the records of an audit, or of all, that the last commit has and the work tree does not.
    pub fn absent_of(&self, audit: Option<&AuditId>) -> Result<Vec<String>> {
        let mut absent = self.repository().absent(&self.record_places(audit))?;
        absent.retain(|path| self.store().key_of(path).is_some());
        Ok(absent)
    }

    /// Refuses to answer in an audit, before anything is read or written for it; see [`answering`].
    pub fn require_answering(&self, papers: &WorkingPapers) -> Result<()> {
        let by = self.actor()?;
        answering(papers, &by, &People::default())
            .or_else(|_| answering(papers, &by, &self.people()))
    }

    /// Refuses to cite something for an answer, before a copy is kept for it; see [`answering`].
    pub fn require_citing(&self, holder: &Holder) -> Result<()> {
        match holder {
            Holder::InAudit(audit, CitedIn::Row(_) | CitedIn::Link(..)) => {
                self.require_answering(self.audit(audit)?)
            }
            // Samples may follow up a finding: that is asked where the citation is saved.
            Holder::InAudit(_, CitedIn::Finding(_) | CitedIn::Action(_) | CitedIn::Item(..))
            | Holder::Control(_) => Ok(()),
        }
    }
}
