//! The tracers: threads that look into what became of citations and search for more of the same, so that neither the screen
//! nor the worker waits.
//!
//! One compares texts, which is quick; one walks history, one searches files, one follows AI systems, one counts populations and
//! one verifies, which may not be. Each has the repositories open for itself, and drops what it is at when something newer is asked of it.

use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
};

use crate::{
    clock::Clock,
    domain::{
        evidence::{EvidenceLink, Pin},
        sample::{Design, Population},
        trail_test::TrailTest,
        workspace::EvidenceRepository,
    },
    error::Result,
    session::{
        Session,
        comparison::{self, Which, pin_of},
        extent,
        repositories::Repositories,
        sample::{self, Preview},
        trail::{self, Trail},
        verify::Progress,
    },
};

use super::{
    effect::{Origin, Question, Reply, SampleReply, Trace, VerifyAsked, VerifyTold},
    lane::{Asked, Lane, lane},
    runner::Sender,
    screens::evidence::{Compared, InCommit, Trailed},
};

/// How many histories are remembered; they are known by the pin and the commit, never by time.
const REMEMBERED: usize = 32;

/// The ways to ask the tracers.
#[derive(Debug)]
pub struct Tracing {
    comparisons: Lane<Trace>,
    history: Lane<Trace>,
    searches: Lane<Trace>,
    populations: Lane<Trace>,
    verifications: Lane<Trace>,
    systems: Lane<Trace>,
}

/// One that looks into what it is asked.
pub struct Tracer {
    root: PathBuf,
    opened: Option<Repositories>,
    remembered: Vec<(Pin, String, Trail)>,
}

impl Tracing {
    /// Makes both ends of all lanes, each with its name.
    pub fn new() -> (Self, Vec<(&'static str, Asked<Trace>)>) {
        let mut ends = Vec::new();
        let mut begin = |name| {
            let (lane, asked) = lane();
            ends.push((name, asked));
            lane
        };
        let tracing = Self {
            comparisons: begin("comparisons"),
            history: begin("history"),
            searches: begin("searches"),
            populations: begin("populations"),
            verifications: begin("verifications"),
            systems: begin("systems"),
        };
        (tracing, ends)
    }

    /// Asks; the answers come as [`Reply`]s.
    pub fn ask(&self, trace: Trace) {
        let lane = match trace.question {
            Question::Compare { .. } | Question::Commit { .. } => &self.comparisons,
            Question::Trail(_) => &self.history,
            Question::Extent(_) => &self.searches,
            Question::Population(_) => &self.populations,
            Question::Verify(_) => &self.verifications,
            Question::SystemTrail(_) => &self.systems,
        };
        lane.ask(trace);
    }
}

impl Tracer {
    /// Makes one for the repository that holds a folder.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            opened: None,
            remembered: Vec::new(),
        }
    }

    /// Works until nobody asks or listens any more.
    pub fn run(mut self, asked: Asked<Trace>, answers: &Sender<Reply>) {
        asked.serve(answers, |trace, stale, tell| match &trace.question {
            Question::Verify(asked) => {
                let tell = RefCell::new(tell);
                let told = self.verify(asked, stale, &|progress| {
                    let going = Reply::Verify(asked.clone(), VerifyTold::Going(progress));
                    // Whether anybody listens still is asked when it is done.
                    (tell.borrow_mut())(going);
                });
                (tell.borrow_mut())(told);
            }
            Question::Compare { .. }
            | Question::Commit { .. }
            | Question::Trail(_)
            | Question::Extent(_)
            | Question::Population(_)
            | Question::SystemTrail(_) => {
                tell(self.answer(trace, stale));
            }
        });
    }

    /// Answers one question; of no use once `stop` says so.
    pub fn answer(&mut self, trace: Trace, stop: &(dyn Fn() -> bool + Sync)) -> Reply {
        let of = match &trace.question {
            Question::Compare { .. } | Question::Commit { .. } => Origin::Comparison,
            Question::Trail(_) => Origin::Trail,
            Question::Extent(asked) => {
                let asked = asked.clone();
                let answer = self.look(trace, stop);
                return answer.unwrap_or_else(|error| Reply::Extent(asked, Err(error)));
            }
            Question::Population(asked) => {
                let asked = asked.clone();
                let answer = self.look(trace, stop);
                return answer.unwrap_or_else(|error| previewed(asked, Err(error)));
            }
            Question::Verify(asked) => return self.verify(asked, stop, &|_| {}),
            Question::SystemTrail(trail) => return self.follow(trail, stop),
        };
        let answer = self.look(trace, stop);
        answer.unwrap_or_else(|error| Reply::failed(of, error))
    }

    fn look(&mut self, trace: Trace, stop: &(dyn Fn() -> bool + Sync)) -> Result<Reply> {
        let repositories = self.repositories(&trace.declared)?;
        match trace.question {
            Question::Compare {
                link,
                which,
                beside,
            } => {
                let compared = comparison::compare(repositories, &link, which, &beside)?;
                Ok(Reply::Compared(Box::new(Compared::of(compared))))
            }
            Question::Commit { link, commit } => {
                let pin = pin_of(&link, Which::Current)?;
                let edit = comparison::in_commit(repositories, &pin, &commit)?;
                let seen = InCommit::of(*link, *commit, edit);
                Ok(Reply::InCommit(Box::new(seen)))
            }
            Question::Trail(link) => {
                let trail = self.trail(&link, stop)?;
                Ok(Reply::Trailed(Box::new(Trailed { link: *link, trail })))
            }
            Question::Extent(asked) => {
                let stop = || stop() || asked.cancel.load(Ordering::Relaxed);
                let found = extent::search(repositories, &asked.records, &asked.query, &stop);
                Ok(Reply::Extent(asked, found))
            }
            Question::Population(asked) => {
                let (population, design) = asked.as_ref();
                let preview = sample::preview(repositories, population, design);
                Ok(previewed(asked, preview))
            }
            Question::Verify(asked) => Ok(self.verify(&asked, stop, &|_| {})),
            Question::SystemTrail(trail) => Ok(self.follow(&trail, stop)),
        }
    }

    /// Looks for what speaks of an AI system, with the register and the steps as they are on disk.
    fn follow(&self, trail: &TrailTest, stop: &(dyn Fn() -> bool + Sync)) -> Reply {
        let found = Session::open_beside(&self.root, Clock::System)
            .and_then(|session| session.look_for_trail_until(trail, stop))
            .map(Arc::new);
        let system = trail.system.clone();
        Reply::Trail { system, found }
    }

    /// Verifies, with records of its own as they are on disk.
    fn verify(
        &self,
        asked: &VerifyAsked,
        stop: &(dyn Fn() -> bool + Sync),
        progress: &dyn Fn(Progress),
    ) -> Reply {
        let stop = || stop() || asked.cancel.load(Ordering::Relaxed);
        let told = Session::open_beside(&self.root, Clock::System)
            .and_then(|session| session.verify(asked.audit.as_ref(), &stop, progress))
            .map(|verification| verification.map(Box::new));
        Reply::Verify(asked.clone(), VerifyTold::Done(told))
    }

    fn trail(&mut self, link: &EvidenceLink, stop: &(dyn Fn() -> bool + Sync)) -> Result<Trail> {
        let pin = pin_of(link, Which::Current)?;
        let Some(repositories) = &self.opened else {
            return Ok(unknown("it was not looked for"));
        };
        let tip = match trail::commit_of(repositories, &pin, None) {
            Ok(tip) => tip,
            Err(error) => return Ok(unknown(&error.message)),
        };
        let is_known = |known: &&(Pin, String, Trail)| known.0 == pin && known.1 == tip;
        if let Some((_, _, trail)) = self.remembered.iter().find(is_known) {
            return Ok(trail.clone());
        }
        let trail = trail::trail(repositories, &pin, None, stop);
        if !stop() {
            if self.remembered.len() >= REMEMBERED {
                self.remembered.remove(0);
            }
            self.remembered.push((pin, tip, trail.clone()));
        }
        Ok(trail)
    }

    /// Returns the repositories, opened when they are first needed.
    fn repositories(&mut self, declared: &[EvidenceRepository]) -> Result<&Repositories> {
        let opened = match self.opened.take() {
            Some(mut opened) => {
                // One that was not here may have come.
                opened.declare(declared);
                opened
            }
            None => trail::open(&self.root, declared)?,
        };
        Ok(self.opened.insert(opened))
    }
}

fn previewed(asked: Box<(Population, Design)>, preview: Result<Preview>) -> Reply {
    let preview = preview.map(Box::new);
    Reply::Sample(SampleReply::Previewed { asked, preview })
}

fn unknown(why: &str) -> Trail {
    Trail {
        between: Err(why.to_owned()),
        proposals: Err(why.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::sample::{PopulationKind, SampleMethod},
        session::evidence::Target,
        tui::{
            channel::{Channel, Wire},
            tests::desk::git,
        },
        vcs::{self, At, Repository as _},
    };

    /// A repository with a file that was edited once after it was cited, and the citation.
    fn cited() -> (tempfile::TempDir, EvidenceLink) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let repository = vcs::init(root).unwrap();
        git(root, &["config", "user.name", "Mira"]);
        git(root, &["config", "user.email", "mira@example.org"]);
        let commit = |text: &str| {
            std::fs::write(root.join("p.md"), text).unwrap();
            git(root, &["add", "p.md"]);
            git(root, &["commit", "-q", "-m", "Edit"]);
        };
        commit("one\ntwo\n");
        let target = Target::here("p.md", "1".parse().ok());
        let pin = repository
            .pin(&target.path, target.lines, &At::Head)
            .unwrap();
        commit("zero\none\ntwo\n");
        let by = "Mira <mira@example.org>".parse().unwrap();
        let at = "2026-11-20T10:00:00Z".parse().unwrap();
        let id = crate::domain::id::EvidenceId::draw(1);
        (folder, EvidenceLink::of_file(id, pin, by, at))
    }

    fn asking(link: &EvidenceLink, note: &str) -> Trace {
        let link = EvidenceLink {
            note: note.to_owned(),
            ..link.clone()
        };
        Trace {
            declared: Vec::new(),
            question: Question::Trail(Box::new(link)),
        }
    }

    #[test]
    fn a_population_is_counted_for_the_newest_design_alone() {
        let (folder, _) = cited();
        let (tracing, ends) = Tracing::new();
        for commit in ["HEAD~1", "HEAD~9", "HEAD"] {
            let population = Population {
                commit: commit.to_owned(),
                ..Population::of(PopulationKind::Files)
            };
            let design = Design {
                title: String::new(),
                row: None,
                finding: None,
                method: SampleMethod::Random,
                strata: None,
                size: None,
                seed: "1".to_owned(),
                named: Vec::new(),
                reason: String::new(),
            };
            let question = Question::Population(Box::new((population, design)));
            tracing.ask(Trace {
                declared: Vec::new(),
                question,
            });
        }
        drop(tracing);
        let mut channel = Channel::new();
        for (_, asked) in ends {
            Tracer::new(folder.path()).run(asked, &channel.sender());
        }
        let mut answered = Vec::new();
        while let Some(wire) = channel.try_next() {
            if let Wire::Reply(Reply::Sample(SampleReply::Previewed { asked, .. })) = wire {
                answered.push(asked.0.commit);
            }
        }
        assert_eq!(answered, ["HEAD"]);
    }

    #[test]
    fn a_history_is_remembered_until_the_branch_moves() {
        let (folder, link) = cited();
        let mut tracer = Tracer::new(folder.path());
        let commits = |reply: Reply| match reply {
            Reply::Trailed(trailed) => {
                let between = trailed.trail.between.unwrap();
                (between.commits.len(), between.more)
            }
            other => panic!("{other:?}"),
        };
        let mut ask = |stop: bool| commits(tracer.answer(asking(&link, ""), &|| stop));
        assert_eq!(ask(true), (0, true), "it is broken off");
        assert_eq!(ask(false), (1, false));
        assert_eq!(ask(true), (1, false), "it is remembered");
        git(folder.path(), &["rm", "-q", "p.md"]);
        git(folder.path(), &["commit", "-q", "-m", "Remove"]);
        assert_eq!(ask(false), (2, false), "the branch has moved");
    }
}
