//! What came: looked at as a whole, merged, and brought in where all of it fits.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use super::{Clashing, Conflicting, Outcome, RecordClash, Stage, Synced, Wishes, told};
use crate::{
    domain::{
        id::AuditId,
        merge::{Choice, Choices, Clash, ClashKind, FieldPath, Side},
        person::Person,
        record::RecordKey,
        signoff::standing,
    },
    error::{Error, Result},
    safe::escape_line,
    session::{Session, merging, message},
    store::{
        Store,
        merging::{Merged, Versions},
    },
    vcs::{
        SyncError,
        commit::{LandRequest, Onto},
        sync::{Apart, Meeting, Route, Taken, United, Version},
    },
};

/// The record of the workspace, which says where all others are.
const WORKSPACE: &str = "tickmark.toml";

/// What becomes of a record.
enum Decision {
    Taken(Taken),
    Clashing(Vec<Clash>),
}

/// What becomes of all records that differ.
#[derive(Default)]
struct Decided {
    taken: Vec<(Apart, Taken)>,
    clashes: Vec<(Apart, RecordKey, Vec<Clash>)>,
}

impl Session {
    /// Brings in what was fetched; breaks off where somebody has to choose before.
    pub(super) fn take_in(
        &mut self,
        route: &Route,
        actor: &Person,
        wishes: &Wishes<'_>,
        is_first: bool,
        done: &mut Synced,
        tell: &mut dyn FnMut(Stage),
    ) -> Result<ControlFlow<Outcome>> {
        let meeting = self.repository().meeting(route)?;
        done.commit.clone_from(&meeting.ours);
        let Some(theirs) = meeting.theirs.clone().filter(|_| meeting.behind > 0) else {
            return Ok(ControlFlow::Continue(()));
        };
        self.is_workspace_there(route, &theirs, meeting.ahead > 0)?;
        let onto = if meeting.ahead == 0 {
            let coming = self.to_send(Some(&meeting.ours), &theirs)?;
            self.is_committed(coming.iter().map(String::as_str))?;
            done.came.extend(coming);
            Onto::Commit(theirs)
        } else {
            match self.merge_with(route, &meeting, wishes, is_first, done, tell)? {
                ControlFlow::Break(outcome) => return Ok(ControlFlow::Break(outcome)),
                ControlFlow::Continue(onto) => onto,
            }
        };
        let is_merge = matches!(onto, Onto::Merge { .. });
        tell(Stage::Landing);
        let landed = self
            .repository()
            .land(&LandRequest {
                branch: route.branch.clone(),
                from: meeting.ours,
                onto,
                actor: actor.clone(),
                note: format!(
                    "sync {}: {}",
                    route.shown(),
                    if is_merge { "merge" } else { "fast-forward" }
                ),
            })
            .map_err(SyncError::from)?;
        done.has_come = true;
        if is_merge {
            done.merge = Some(landed.commit.clone());
        }
        done.commit = landed.commit;
        self.reload()?;
        Ok(ControlFlow::Continue(()))
    }

    /// Refuses what is no workspace, or has its records elsewhere than we have them.
    fn is_workspace_there(&self, route: &Route, theirs: &str, is_merged: bool) -> Result<()> {
        let other = route.shown();
        let other = escape_line(&other);
        let Some(version) = self.repository().version_at(theirs, WORKSPACE)? else {
            return Err(Error::refused(format!(
                "Could not sync: there is no workspace on {other}: it has no {WORKSPACE}"
            ))
            .hint(
                "look whether it is the right repository and branch: git remote -v, git branch -vv",
            ));
        };
        let bytes = self.repository().version(&version)?;
        let Some(folder) = Store::folder_in(&bytes) else {
            return Err(Error::refused(format!(
                "Could not sync: {WORKSPACE} on {other} cannot be understood"
            ))
            .hint("mend it where it was broken, and push that"));
        };
        let ours = self.store().records_folder();
        if is_merged && folder != ours {
            return Err(Error::refused(format!(
                "Could not sync: the records are in {} on {other}, and in {} here",
                escape_line(&folder),
                escape_line(ours)
            ))
            .hint(format!(
                "let git merge it, which follows the files: git merge {other}; then: tickmark sync"
            )));
        }
        Ok(())
    }

    /// Refuses where records are to come that have changes here which are not committed.
    fn is_committed<'p>(&self, coming: impl Iterator<Item = &'p str>) -> Result<()> {
        let coming: BTreeSet<&str> = coming.collect();
        let pending = self.repository().pending(&self.record_places(None))?;
        let both: Vec<String> = pending
            .iter()
            .filter(|file| coming.contains(file.path.as_str()))
            .map(|file| escape_line(&file.path).into_owned())
            .collect();
        if both.is_empty() {
            return Ok(());
        }
        Err(Error::refused(format!(
            "Could not sync: the other side has changed {}, too, that you have not committed yet",
            told::records(both.len())
        ))
        .details(both)
        .hint("commit first: tickmark commit; then: tickmark sync"))
    }

    /// Merges what both sides changed, in memory.
    fn merge_with(
        &self,
        route: &Route,
        meeting: &Meeting,
        wishes: &Wishes<'_>,
        is_first: bool,
        done: &mut Synced,
        tell: &mut dyn FnMut(Stage),
    ) -> Result<ControlFlow<Outcome, Onto>> {
        let records = self.store().records_folder();
        let is_record = |path: &str| Store::key_in(records, path).is_some();
        let apart = self.repository().apart(meeting, &is_record)?;
        let come = |apart: &&Apart| apart.ours != apart.theirs && !apart.is_unchanged(Side::Theirs);
        self.is_committed(apart.iter().filter(come).map(|apart| apart.path.as_str()))?;
        tell(Stage::Merging {
            records: apart.iter().filter(come).count(),
        });
        let choices = match wishes.seen {
            Some(seen) => Cow::Owned(self.still_meant(&apart, wishes.choices, seen)),
            None => Cow::Borrowed(wishes.choices),
        };
        if is_first && wishes.seen.is_none() {
            self.are_open(&apart, &choices)?;
        }
        let decided = self.decide(apart.clone(), &choices)?;
        if !decided.clashes.is_empty() {
            let refused = refused(&decided.clashes, &choices);
            let clashes = match wishes.seen {
                // What was chosen already is seen, too, and can be chosen otherwise.
                Some(_) => self.decide(apart, &BTreeMap::new())?.clashes,
                None => decided.clashes,
            };
            return Ok(ControlFlow::Break(Outcome::Clashing(Clashing {
                remote: route.remote.clone(),
                other: route.shown(),
                clashes: self.with_voices(meeting, clashes, &refused),
                moved: done.sign_offs.moved.clone(),
            })));
        }
        let tree = match self.repository().unite(meeting, &decided.taken)? {
            United::Tree(tree) => tree,
            United::Conflicts(files) => {
                return Ok(ControlFlow::Break(Outcome::Conflicting(Conflicting {
                    remote: route.remote.clone(),
                    other: route.shown(),
                    files,
                    moved: done.sign_offs.moved.clone(),
                })));
            }
        };
        let mut merged = Vec::new();
        let mut touched = BTreeSet::new();
        for (apart, taken) in &decided.taken {
            let key = Store::key_in(records, &apart.path);
            touched.extend(key.as_ref().and_then(RecordKey::audit).cloned());
            match taken {
                Taken::Side(Side::Ours) => {}
                Taken::Side(Side::Theirs) if apart.ours == apart.theirs => {}
                Taken::Side(Side::Theirs) | Taken::Nothing => {
                    done.came.insert(apart.path.clone());
                }
                Taken::Bytes(_) => {
                    merged.extend(key);
                    done.came.remove(&apart.path);
                    done.merged.insert(apart.path.clone());
                }
            }
        }
        let message = self.merge_message(route, &merged, &touched)?;
        Ok(ControlFlow::Continue(Onto::Merge {
            theirs: meeting.theirs.clone().unwrap_or_default(),
            tree,
            message,
        }))
    }

    /// Says what a merge did, with the trailers of the records that it merged, and the sign-offs before it.
    fn merge_message(
        &self,
        route: &Route,
        merged: &[RecordKey],
        touched: &BTreeSet<AuditId>,
    ) -> Result<String> {
        let subject = if merged.is_empty() {
            format!("Merge {}", route.shown())
        } else {
            let records = told::records(merged.len());
            format!("Merge {}: {records} merged", route.shown())
        };
        let mut signed = Vec::new();
        for audit in touched {
            if self.is_signed_off(audit)? {
                signed.push(audit.clone());
            }
        }
        let before = self.sign_offs_before(&signed)?;
        // What was signed changes with a reason; each side gives its own, and this is that of the merge.
        let said = if signed.is_empty() {
            subject
        } else {
            let why = format!(
                "brings together what this branch and {} changed",
                route.shown()
            );
            standing::with_why(&subject, &why)
        };
        Ok(message::with_trailers_of(&said, merged, before, &[]))
    }

    /// Refuses choices about what does not clash: a slip of the pen would pass for a decision.
    fn are_open(&self, apart: &[Apart], choices: &BTreeMap<String, Choices>) -> Result<()> {
        for (path, chosen) in choices {
            let mut open: Vec<FieldPath> = Vec::new();
            for apart in apart.iter().filter(|apart| apart.path == *path) {
                match self.decision(apart, &Choices::new()) {
                    Ok(Some((_, Decision::Clashing(clashes)))) => {
                        open.extend(clashes.into_iter().map(|clash| clash.path));
                    }
                    Ok(_) => {}
                    // What cannot be merged can be taken as a whole.
                    Err(_) => open.push(FieldPath::whole()),
                }
            }
            // The record as a whole can always be decided where anything of it clashes.
            let is_open =
                |field: &FieldPath| open.contains(field) || (field.is_whole() && !open.is_empty());
            if let Some(field) = chosen.keys().find(|field| !is_open(field)) {
                let fields = open.iter().map(|field| {
                    format!("{}:{}", escape_line(path), escape_line(&field.to_string()))
                });
                return Err(Error::usage(format!(
                    "Could not sync: nothing clashes at {}:{}",
                    escape_line(path),
                    escape_line(&field.to_string())
                ))
                .details(fields)
                .hint("sync without --choose to see what clashes"));
            }
        }
        Ok(())
    }

    /// Returns the choices of what clashes as it was shown when they were made.
    fn still_meant(
        &self,
        apart: &[Apart],
        choices: &BTreeMap<String, Choices>,
        seen: &[RecordClash],
    ) -> BTreeMap<String, Choices> {
        let mut meant = BTreeMap::new();
        for (path, chosen) in choices {
            let apart = apart.iter().find(|apart| apart.path == *path);
            let decided = apart.map(|apart| self.decision(apart, &Choices::new()));
            let Some(Ok(Some((_, Decision::Clashing(now))))) = decided else {
                continue;
            };
            let shown = || seen.iter().filter(|clash| clash.path == *path);
            let is_same = |field: &FieldPath| {
                if field.is_whole() {
                    return now.iter().eq(shown().map(|shown| &shown.clash));
                }
                let clash = now.iter().find(|clash| clash.path == *field);
                clash.is_some_and(|clash| shown().any(|shown| shown.clash == *clash))
            };
            let same = chosen.iter().filter(|(field, _)| is_same(field));
            let same: Choices = same
                .map(|(f, choice)| (f.clone(), choice.clone()))
                .collect();
            meant.insert(path.clone(), same);
        }
        meant
    }

    /// Decides what becomes of each record.
    fn decide(&self, all: Vec<Apart>, choices: &BTreeMap<String, Choices>) -> Result<Decided> {
        let none = Choices::new();
        let mut decided = Decided::default();
        for apart in all {
            let chosen = choices.get(&apart.path).unwrap_or(&none);
            let Some((key, decision)) = self.decision(&apart, chosen)? else {
                continue;
            };
            match decision {
                Decision::Taken(taken) => decided.taken.push((apart, taken)),
                Decision::Clashing(clashes) => decided.clashes.push((apart, key, clashes)),
            }
        }
        Ok(decided)
    }

    /// Decides what becomes of a record; none for what is no record.
    fn decision(&self, apart: &Apart, choices: &Choices) -> Result<Option<(RecordKey, Decision)>> {
        let Some(key) = Store::key_in(self.store().records_folder(), &apart.path) else {
            return Ok(None);
        };
        let side = |side| Decision::Taken(Taken::Side(side));
        let decision = if apart.ours == apart.theirs || apart.is_unchanged(Side::Theirs) {
            side(Side::Ours)
        } else if apart.is_unchanged(Side::Ours) {
            side(Side::Theirs)
        } else if let Some(Choice::Take(chosen)) = choices.get(&FieldPath::whole()) {
            side(*chosen)
        } else {
            self.merged(apart, &key, choices)?
        };
        Ok(Some((key, decision)))
    }

    /// Merges a record that both sides changed.
    fn merged(&self, apart: &Apart, key: &RecordKey, choices: &Choices) -> Result<Decision> {
        let (Ok(ours), Ok(theirs)) = (
            self.text_of(apart.ours.as_ref())?,
            self.text_of(apart.theirs.as_ref())?,
        ) else {
            return Ok(Decision::Clashing(vec![self.clash_of_whole(apart)?]));
        };
        let mut bases = Vec::new();
        for base in &apart.bases {
            bases.push(self.text_of(base.as_ref())?.unwrap_or_default());
        }
        let bases: Vec<Option<&str>> = bases.iter().map(Option::as_deref).collect();
        let versions = Versions {
            bases: &bases,
            ours: ours.as_deref(),
            theirs: theirs.as_deref(),
        };
        let merged = Store::merge(Some(key), &apart.path, versions, choices)
            .map_err(|fault| merging::refused(&apart.path, &fault))?;
        Ok(match merged {
            Merged::Same(side) => Decision::Taken(Taken::Side(side)),
            Merged::Text(text) => Decision::Taken(Taken::Bytes(text.into_bytes())),
            Merged::Removed => Decision::Taken(Taken::Nothing),
            Merged::Clashing { clashes, .. } => Decision::Clashing(clashes),
        })
    }

    /// Reads the text of a version; none where there is no file, and no text where it is a link, or its bytes are no text.
    pub(super) fn text_of(
        &self,
        version: Option<&Version>,
    ) -> Result<std::result::Result<Option<String>, usize>> {
        let Some(version) = version else {
            return Ok(Ok(None));
        };
        if !version.is_plain() {
            return Ok(Err(0));
        }
        let bytes = self.repository().version(version)?;
        let size = bytes.len();
        Ok(String::from_utf8(bytes).map(Some).map_err(|_| size))
    }

    /// Says that a file has to be decided as a whole.
    fn clash_of_whole(&self, apart: &Apart) -> Result<Clash> {
        let said = |version: Option<&Version>| {
            Ok::<_, Error>(match self.text_of(version)? {
                Ok(text) => text,
                Err(0) => Some("a link".to_owned()),
                Err(size) => Some(format!("{size} bytes")),
            })
        };
        Ok(Clash {
            path: FieldPath::whole(),
            kind: if apart.ours.is_some() && apart.theirs.is_some() {
                ClashKind::Whole
            } else {
                ClashKind::Removed
            },
            base: said(apart.bases.first().and_then(Option::as_ref))?,
            ours: said(apart.ours.as_ref())?,
            theirs: said(apart.theirs.as_ref())?,
        })
    }

    /// Tells whose the versions are that clash.
    fn with_voices(
        &self,
        meeting: &Meeting,
        clashes: Vec<(Apart, RecordKey, Vec<Clash>)>,
        refused: &BTreeSet<(String, FieldPath)>,
    ) -> Vec<RecordClash> {
        let mut told = Vec::new();
        for (apart, key, clashes) in clashes {
            let ours = self.speakers(meeting, Side::Ours, &apart.path);
            let theirs = self.speakers(meeting, Side::Theirs, &apart.path);
            for clash in clashes {
                told.push(RecordClash {
                    path: apart.path.clone(),
                    key: key.clone(),
                    ours: ours.of(&clash.path),
                    theirs: theirs.of(&clash.path),
                    was_chosen: refused.contains(&(apart.path.clone(), clash.path.clone())),
                    clash,
                });
            }
        }
        told
    }
}

/// Lists the fields that clash although it was chosen what to take: that cannot be taken.
fn refused(
    clashes: &[(Apart, RecordKey, Vec<Clash>)],
    choices: &BTreeMap<String, Choices>,
) -> BTreeSet<(String, FieldPath)> {
    let all = clashes
        .iter()
        .flat_map(|(apart, _, clashes)| clashes.iter().map(move |clash| (apart, clash)));
    all.filter(|(apart, clash)| {
        let chosen = choices.get(&apart.path);
        chosen.is_some_and(|chosen| chosen.contains_key(&clash.path))
    })
    .map(|(apart, clash)| (apart.path.clone(), clash.path.clone()))
    .collect()
}
