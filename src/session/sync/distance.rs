//! How far the branch and that of the other side are apart, as it was fetched last: nothing is asked over the network.

use crate::{domain::record::RecordKey, error::Result, session::Session, store::Store};

/// How far the branch and that of the other side are apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distance {
    /// The name of the other side.
    pub remote: String,
    /// The branch here: `main`.
    pub branch: String,
    /// That of the other side as git shows it: `origin/main`.
    pub other: String,
    /// Whether the other side has it, as far as anything was fetched.
    pub is_there: bool,
    /// How many commits we have alone; all of ours where the other side has none are not counted.
    pub ahead: usize,
    /// How many commits they have alone.
    pub behind: usize,
    /// The records that the other side lacks, or has as they were.
    pub sends: Vec<Named>,
    /// The records that we lack, or have as they were.
    pub comes: Vec<Named>,
    /// The records with changes that are not committed: they are not sent.
    pub uncommitted: Vec<Named>,
}

/// A record by its path, and which one it is; none for a file among them that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its path.
    pub path: String,
    /// Which record it is.
    pub key: Option<RecordKey>,
}

impl Named {
    /// Tells which record a path is of where records lie in this folder.
    pub fn of(records: &str, path: String) -> Self {
        Self {
            key: Store::key_in(records, &path),
            path,
        }
    }

    /// Names it as a person knows it: `aims-2026 F-7K3QX2`, or its path.
    pub fn name(&self) -> String {
        let named = self.key.as_ref().map(RecordKey::named);
        named.unwrap_or_else(|| self.path.clone())
    }
}

impl Session {
    /// Tells how far the branch and that of the other side are apart, without asking the other side.
    ///
    /// Fails as [`Session::sync`] would where there is no branch, or nobody to bring it together with.
    pub fn distance(&self) -> Result<Distance> {
        let route = self.repository().route(None)?;
        let meeting = self.repository().meeting(&route)?;
        let base = meeting.bases.first();
        let since = |tip: &str| match base {
            Some(base) => self.to_send(Some(base), tip),
            None => Ok(Vec::new()),
        };
        let (sends, comes) = match &meeting.theirs {
            Some(theirs) => (since(&meeting.ours)?, since(theirs)?),
            None => (self.to_send(None, &meeting.ours)?, Vec::new()),
        };
        let pending = self.repository().pending(&self.record_places(None))?;
        Ok(Distance {
            other: route.shown(),
            branch: route
                .branch
                .strip_prefix("refs/heads/")
                .unwrap_or(&route.branch)
                .to_owned(),
            remote: route.remote,
            is_there: meeting.theirs.is_some(),
            ahead: meeting.ahead,
            behind: meeting.behind,
            sends: self.named(sends),
            comes: self.named(comes),
            uncommitted: self.named(pending.into_iter().map(|file| file.path)),
        })
    }

    fn named(&self, paths: impl IntoIterator<Item = String>) -> Vec<Named> {
        let records = self.store().records_folder();
        let paths = paths.into_iter();
        paths.map(|path| Named::of(records, path)).collect()
    }
}
