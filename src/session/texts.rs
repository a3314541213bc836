//! The licensed wording of clauses, kept in the git directory for whoever has the licence.
//!
//! It is shown in the walk and by commands. No report, record or export holds it, and no copy of a checklist either, but for
//! one that is planned so on purpose ([`Plan::with_text`](super::plan::Plan::with_text)).

use std::path::Path;

use crate::{
    domain::{
        checklist::Checklist,
        id::{ChecklistId, Ref},
    },
    error::{Error, Result},
    store::{
        Located,
        library::{self, Library},
        texts::{LicensedTexts, TextShelf},
    },
    vcs::{self, Repository},
};

use super::Session;

/// What is kept for the repository of a folder; nothing where there is none.
pub fn at_hand(dir: &Path, library: &Library) -> LicensedTexts {
    vcs::open(dir).map_or_else(
        |_| LicensedTexts::default(),
        |repository| load(&repository.shared_dir(), library).0,
    )
}

/// Keeps the wording of a clause in the repository of a folder, or forgets it; returns whether that changes anything.
pub fn set(dir: &Path, checklist: &ChecklistId, clause: &Ref, text: Option<&str>) -> Result<bool> {
    let repository = vcs::open(dir)?;
    let clean = text.map(|text| text.replace("\r\n", "\n").trim_end().to_owned());
    if clean.as_deref().is_some_and(|text| text.trim().is_empty()) {
        return Err(
            Error::usage(format!("Could not keep the text of {clause}: it is empty"))
                .hint("to forget what is kept: --clear"),
        );
    }
    let shelf = TextShelf::at(&repository.shared_dir());
    Ok(shelf.set(checklist, clause, clean.as_deref())?)
}

fn load(shared: &Path, library: &Library) -> (LicensedTexts, Vec<Located>) {
    let (mut texts, broken) = TextShelf::at(shared).load();
    if !texts.is_empty() {
        for (id, _) in library.titles() {
            let Ok(id) = id.parse::<ChecklistId>() else {
                continue;
            };
            if let Some(base) = library.extends(&id) {
                texts.inherit(&id, base);
            }
        }
    }
    (texts, broken)
}

impl Session {
    /// Returns the licensed wording that is kept for this repository, and the files of it that cannot be understood.
    pub fn texts(&self) -> (LicensedTexts, Vec<Located>) {
        load(&self.repository().shared_dir(), self.library())
    }

    /// Puts the licensed wording into copies that an audit is planned with; refuses where none is kept for any of them.
    pub(super) fn put_texts(&self, copies: &mut [(Checklist, String)]) -> Result<()> {
        let (texts, broken) = self.texts();
        if let Some(fault) = broken.into_iter().next() {
            return Err(crate::store::StoreError::Broken(fault).into());
        }
        let mut put = 0;
        for (checklist, text) in copies.iter_mut() {
            let count = texts.put_into(checklist);
            if count > 0 {
                let remark = format!("{} with the licensed text of clauses.", checklist.id);
                *text = library::whole_text(checklist, &remark).ok_or_else(|| {
                    Error::unavailable(format!("Could not write the checklist {}", checklist.id))
                })?;
                put += count;
            }
        }
        if put == 0 {
            return Err(
                Error::usage("Could not plan with licensed texts: none is kept")
                    .hint("keep one: tickmark checklist text CHECKLIST REF --set - < FILE"),
            );
        }
        Ok(())
    }
}
