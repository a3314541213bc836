//! The worker: the one thread that has the session, and the only one that changes anything in git or on disk.
//!
//! What takes long and changes nothing is asked of threads beside it, which have repositories of their own.

mod sampling;

use std::{
    path::PathBuf,
    sync::{Arc, mpsc},
};

use crate::{
    domain::{change::Change, evidence::EvidenceLink, holder::Holder, id::AuditId, record::Record},
    error::{Error, Result},
    session::{
        Applied, Drafts, NotSaved, Session,
        keep::{self, Kept},
        plan,
        review::PendingCounts,
        writing::Unwritable,
    },
};

use super::{
    data::Data,
    derived::Derived,
    effect::{Copying, LockDeed, Origin, Reply, Request, ReviewAsked},
    lookers::{self, Look, Lookers},
    runner::Sender,
    syncing::Syncing,
    weighed::Weighed,
};

/// How many commits are offered to choose from; any other can be named by its id.
const COMMITS: usize = 2000;

/// Does what it is asked, one request after the other.
pub struct Worker {
    session: Session,
    drafts: Drafts,
    /// Who looks into what takes long; where there is nobody, it is looked into at once.
    lookers: Option<Lookers>,
    /// How often records, or what they are judged by, may have been changed since the beginning.
    changed: u64,
    /// What was told last of why nothing can be saved.
    told: Option<Unwritable>,
    /// How many changes could not be saved.
    failed: usize,
}

/// Copies what the screens show out of a session; citations and pending counts come later.
pub fn data_of(session: &Session) -> Data {
    Data {
        workspace: session.workspace().clone(),
        papers: session.papers().clone(),
        applicability: session.applicability().clone(),
        programme: session.programme().cloned(),
        standards: Arc::new(session.standards()),
        broken: session.broken().to_vec(),
        citations: std::collections::BTreeMap::new(),
        pending: PendingCounts::default(),
        sign_offs: std::collections::BTreeMap::new(),
        sync: Syncing::default(),
        repositories: Vec::new(),
        register: Ok(None),
        head: session.repository().head().ok(),
        actor: session.actor(),
        people: session.people(),
        mailmap: session.uncommitted_mailmap(),
        proofs: crate::domain::action::Proofs::none(),
        checklists: session.library().titles(),
        texts: session.texts().0,
        weighed: Weighed::with_authors(session.authors()),
        derived: Derived::default(),
        unwritable: session.unwritable(),
        clock: session.clock().clone(),
        random: crate::session::random,
    }
}

impl Worker {
    /// Takes over a session and the drafts of its checkout.
    pub fn new(session: Session, drafts: Drafts) -> Self {
        Self {
            told: session.unwritable(),
            session,
            drafts,
            lookers: None,
            changed: 0,
            failed: 0,
        }
    }

    /// Leaves to lookers what takes long and changes nothing.
    #[must_use]
    pub fn with(self, lookers: Lookers) -> Self {
        Self {
            lookers: Some(lookers),
            ..self
        }
    }

    /// Works until nobody asks any more.
    pub fn run(mut self, requests: &mpsc::Receiver<Request>, answers: &Sender<Reply>) {
        while let Ok(request) = requests.recv() {
            for reply in self.answer(request) {
                if !answers.reply(reply) {
                    return;
                }
            }
        }
    }

    /// Does one request and returns the answers; where it can be saved no longer, or again, that too.
    pub fn answer(&mut self, request: Request) -> Vec<Reply> {
        let looks = matches!(request, Request::LookAgain);
        if looks {
            self.session.look_whether_writable();
        }
        let mut replies = self.do_one(request);
        let has_failed = |reply: &Reply| matches!(reply, Reply::NotSaved { .. } | Reply::Failed(_));
        if !looks && replies.iter().any(has_failed) {
            // The disk may be full now.
            self.session.look_whether_writable();
        }
        let now = self.session.unwritable();
        if now != self.told {
            self.told.clone_from(&now);
            replies.push(Reply::Unwritable(now));
        }
        replies
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one arm for each thing that is asked or answered"
    )]
    fn do_one(&mut self, request: Request) -> Vec<Reply> {
        let of = request.origin();
        self.changed += u64::from(changes(&request));
        let failed = |error| Reply::failed(of, error);
        match request {
            Request::TakeBack(change) => {
                let audit = change.audit();
                let taken = self.session.take_back(&change);
                let taken = taken.map_err(|error| Box::new(NotSaved { error, clash: None }));
                let mut replies = vec![self.saved(change, taken)];
                replies.extend(audit.into_iter().flat_map(|audit| self.prove(&audit)));
                replies
            }
            Request::LookAgain => {
                if self.session.is_behind_disk() {
                    self.changed += 1;
                    self.reload()
                } else {
                    Vec::new()
                }
            }
            Request::WhoIsHere => vec![Reply::Here(self.session.others_here())],
            Request::Save(change) => {
                let proved = change
                    .edits
                    .iter()
                    .any(|edit| matches!(edit.after, Some(Record::Action { .. })));
                let audit = change.audit().filter(|_| proved);
                let mut replies = vec![self.save(change)];
                let met = self.session.company().take();
                replies.extend(met.iter().map(|met| Reply::Remark(met.told())));
                replies.extend(audit.into_iter().flat_map(|audit| self.prove(&audit)));
                replies
            }
            Request::Check(audit) => self.check(&audit),
            Request::CheckStatements => vec![
                Reply::Checked(self.session.check_statements()),
                Reply::Counted(self.pending()),
            ],
            Request::Repositories => {
                self.session.look_for_repositories();
                let register = self.session.register();
                vec![
                    Reply::Repositories(self.session.standings()),
                    Reply::Register(register.map(|read| read.map(Arc::new))),
                ]
            }
            Request::Standards => vec![Reply::Standards(Arc::new(self.session.standards()))],
            Request::Controls => {
                let found = self.session.with_controls().cloned().collect();
                vec![Reply::Controls(Arc::new(found))]
            }
            Request::Pin {
                holder,
                target,
                work_tree,
            } => {
                let pinned = self.session.pin(&target, work_tree);
                let remark = pinned
                    .as_ref()
                    .ok()
                    .and_then(|link| self.session.remark_on(link));
                let mut replies = vec![pinned_in(holder, pinned)];
                replies.extend(remark.map(Reply::Remark));
                replies
            }
            Request::Repin {
                holder,
                link,
                target,
                why,
            } => {
                let pinned = self.session.repin(&holder, &link, &target, None, &why);
                vec![pinned_in(holder, pinned)]
            }
            Request::Keep { holder, copy } => {
                let kept = self.keep(&holder, *copy).map(|kept| Reply::Kept {
                    holder,
                    kept: Box::new(kept),
                });
                vec![kept.unwrap_or_else(failed)]
            }
            Request::CiteCommit { holder, commit } => {
                let cited = self.session.cite_commit(&commit).map(|link| Reply::Pinned {
                    holder,
                    link: Box::new(link),
                });
                vec![cited.unwrap_or_else(failed)]
            }
            Request::Commits => {
                let commits = self.session.recent_commits(COMMITS);
                vec![commits.map_or_else(failed, |all| Reply::Commits(Arc::new(all)))]
            }
            Request::ShowCommit(link) => vec![Reply::ShownCommit {
                shown: self.session.shown_commit(&link).map(Box::new),
                id: link.id,
            }],
            Request::Review(asked) => self.review(&asked),
            Request::Tick(tick) => self.look(Look::Ticked(tick)),
            Request::Commit {
                review,
                message,
                hands,
            } => {
                let done = self.session.commit_by(&review, &message, &hands);
                let done = done.map(Reply::Committed);
                vec![done.unwrap_or_else(failed)]
            }
            Request::Lock(deed) => {
                let found = match deed {
                    LockDeed::Wait => self.session.wait_for_lock(),
                    LockDeed::Remove(age) => self.session.remove_lock(age),
                    LockDeed::OnlyRead(why) => {
                        self.session.only_read(&why);
                        return Vec::new();
                    }
                };
                let mut replies = vec![found.map_or_else(failed, Reply::Healed)];
                replies.extend(self.reload());
                replies
            }
            Request::Plan { plan, checklists } => {
                vec![
                    self.plan(plan, &checklists)
                        .map_or_else(failed, Reply::Planned),
                ]
            }
            Request::Upgrade { audit, checklist } => {
                // Whoever writes a checklist wants the one that is on disk now.
                self.session.look_for_checklists();
                let made = self.session.upgrade(&audit, checklist.as_str());
                let found = made.map(|upgrade| Reply::Upgrade {
                    audit,
                    checklist,
                    upgrade: upgrade.map(Box::new),
                });
                vec![found.unwrap_or_else(failed)]
            }
            Request::SignOffs { audit, words } => self.look(Look::SignOffs { audit, words }),
            Request::SignOff(proposal) => {
                vec![Reply::SignedOff(Box::new(self.session.sign_off(&proposal)))]
            }
            Request::SignOffMarks => self.look(Look::SignOffMarks),
            Request::Sample(asked) => vec![sampling::answer(&self.session, asked, of)],
            Request::Reload => self.reload(),
            // Drafts are a safety net: failing to keep one must not get in the way of the work.
            Request::KeepDraft(draft) => {
                log_failure(self.drafts.save(&draft));
                Vec::new()
            }
            Request::DropDraft { audit, place, turn } => {
                log_failure(self.drafts.discard(&audit, &place, turn));
                Vec::new()
            }
            Request::Report(done) => {
                // Whoever asked may have stopped waiting.
                let _ = done.send(self.failed);
                Vec::new()
            }
            Request::Learn(audit, said) => {
                self.session.learn(audit, *said);
                Vec::new()
            }
            Request::KeepPlace(resume) => {
                log_failure(self.drafts.keep_place(&resume));
                Vec::new()
            }
        }
    }

    fn save(&mut self, change: Change) -> Reply {
        let applied = self.session.save(&change);
        self.saved(change, applied)
    }

    fn saved(&mut self, change: Change, applied: Result<Applied, Box<NotSaved>>) -> Reply {
        match applied {
            Ok(applied) => Reply::Saved {
                merged: applied.merged,
                pending: self.pending(),
            },
            Err(not_saved) => {
                self.failed += 1;
                Reply::NotSaved {
                    change,
                    error: not_saved.error,
                    clash: not_saved.clash.map(Box::new),
                }
            }
        }
    }

    fn keep(&self, holder: &Holder, copy: Copying) -> Result<Kept> {
        let top = self.session.repository().work_dir();
        let path = match (copy.path.strip_prefix("~/"), std::env::var_os("HOME")) {
            (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
            (Some(_) | None, _) => top.join(&copy.path),
        };
        let mut source = keep::from_file(&path, &copy.path, &copy.origin, keep::LIMIT)?;
        if !copy.name.is_empty() {
            source.name = copy.name;
        }
        let mut kept = self.session.keep(holder, source, copy.dated)?;
        kept.link.note = copy.note;
        Ok(kept)
    }

    /// Reviews; where a file was changed by somebody else the records are read again first, so that what is judged is what
    /// would be committed.
    fn review(&mut self, asked: &ReviewAsked) -> Vec<Reply> {
        let stop = || asked.is_cancelled();
        let mut replies = Vec::new();
        let mut review = self.session.review_unless(asked.audit.as_ref(), &stop);
        if let Ok(Some(found)) = &review
            && found.is_behind
        {
            replies = self.reload();
            review = self.session.review_unless(asked.audit.as_ref(), &stop);
        }
        replies.extend(match review {
            Ok(review) => review.map(|review| Reply::Reviewed(Box::new(review))),
            Err(error) => Some(Reply::failed(Origin::Review, error)),
        });
        replies
    }

    fn check(&self, audit: &AuditId) -> Vec<Reply> {
        let Some(papers) = self.session.papers().get(audit) else {
            return Vec::new();
        };
        let checked = Reply::Checked(self.session.check(papers));
        let mut replies = vec![checked, Reply::Counted(self.pending())];
        replies.extend(self.prove(audit));
        replies
    }

    /// Finds out whether the commits that fixed something still do.
    fn prove(&self, audit: &AuditId) -> Vec<Reply> {
        let Some(papers) = self.session.papers().get(audit) else {
            return Vec::new();
        };
        self.look(Look::Proofs {
            audit: audit.clone(),
            actions: papers.actions.values().cloned().collect(),
        })
    }

    /// Looks into something, or lets somebody else do so, who answers by himself.
    fn look(&self, look: Look) -> Vec<Reply> {
        match &self.lookers {
            Some(lookers) => {
                lookers.ask(look, self.changed);
                Vec::new()
            }
            None => lookers::answer(&self.session, look, &|| false)
                .into_iter()
                .collect(),
        }
    }

    fn plan(&mut self, plan: plan::Plan, checklists: &[String]) -> Result<AuditId> {
        let id = plan.id.clone();
        self.session.plan(plan, checklists)?;
        Ok(id)
    }

    fn reload(&mut self) -> Vec<Reply> {
        if let Err(error) = self.session.reload() {
            return vec![Reply::failed(Origin::Reload, error)];
        }
        let mut data = data_of(&self.session);
        data.pending = self.pending();
        vec![Reply::Loaded(Box::new(data))]
    }

    fn pending(&self) -> PendingCounts {
        self.session.pending_counts().unwrap_or_default()
    }
}

/// Tells whether a request may change records, or what they are judged by, so that whoever has a session of their own has to read
/// again.
fn changes(request: &Request) -> bool {
    match request {
        Request::Save(_)
        | Request::TakeBack(_)
        | Request::Repositories
        | Request::Keep { .. }
        | Request::Commit { .. }
        | Request::Lock(_)
        | Request::Plan { .. }
        | Request::Upgrade { .. }
        | Request::Sample(_)
        // A review reads again what somebody else has changed.
        | Request::Review(_)
        | Request::Reload => true,
        Request::Check(_)
        | Request::CheckStatements
        | Request::Controls
        | Request::Standards
        | Request::Pin { .. }
        | Request::Repin { .. }
        | Request::CiteCommit { .. }
        | Request::Commits
        | Request::ShowCommit(_)
        | Request::SignOffs { .. }
        | Request::SignOff(_)
        | Request::SignOffMarks
        | Request::Tick(_)
        | Request::KeepDraft(_)
        | Request::DropDraft { .. }
        | Request::Learn(..)
        | Request::KeepPlace(_)
        // Counted where there is something to read.
        | Request::LookAgain
        | Request::WhoIsHere
        | Request::Report(_) => false,
    }
}

fn pinned_in(holder: Holder, pinned: Result<EvidenceLink>) -> Reply {
    pinned.map_or_else(
        |error| Reply::failed(Origin::Citing, error),
        |link| Reply::Pinned {
            holder,
            link: Box::new(link),
        },
    )
}

fn log_failure(result: Result<(), Error>) {
    if let Err(error) = result {
        tracing::warn!(message = %error.message, "a draft was not kept");
    }
}
