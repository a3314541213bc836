//! A `.mailmap` that is not committed: it says of nobody who that is, and whoever wrote it should hear of it before they go on.

use crate::{
    domain::{papers::WorkingPapers, record::Record, verify},
    safe::escape_line,
};

use super::Session;

impl Session {
    /// Says what a `.mailmap` of the work tree would change of who is whom, and that it does not count yet; none where it would change
    /// nothing for anybody in the records or at work.
    pub fn uncommitted_mailmap(&self) -> Option<String> {
        let (committed, written) = self.repository().uncommitted_mailmap()?;
        let papers = self.papers().values();
        let records: Vec<Record> = papers.flat_map(WorkingPapers::records).collect();
        let actor = self.actor().ok();
        let told = verify::uncommitted_mailmap((&committed, &written), &records, actor.as_ref())?;
        Some(format!(
            "commit .mailmap first (git add .mailmap && git commit .mailmap): {}, and that counts once it is committed",
            escape_line(&told)
        ))
    }
}
