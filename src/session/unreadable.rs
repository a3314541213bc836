//! The records of an audit that cannot be read.

use crate::{
    domain::{
        id::AuditId,
        papers::WorkingPapers,
        problem::{Around, Problem},
        record::RecordKey,
    },
    store::Store,
};

use super::{BrokenRecord, Session};

/// Lists the records of an audit that cannot be read, each with its place and what is wrong there; `records` is the folder of all
/// records.
pub fn unreadable(broken: &[BrokenRecord], records: &str, audit: &AuditId) -> Vec<String> {
    // What has the name of no record lies in the audit's folder all the same.
    let folder = format!("{}/", Store::folder_of(records, audit));
    let of_audit = broken.iter().filter(|broken| {
        let key = broken.key.as_ref();
        key.and_then(|key| key.audit()) == Some(audit) || broken.path.starts_with(&folder)
    });
    of_audit.map(|broken| broken.error.to_string()).collect()
}

impl Session {
    /// Lists the records of an audit that cannot be read, each with its place and what is wrong there.
    pub fn unreadable_of(&self, audit: &AuditId) -> Vec<String> {
        unreadable(self.broken(), self.store().records_folder(), audit)
    }

    /// Lists what records of an audit say of other audits that is not so.
    pub fn problems_between(&self, papers: &WorkingPapers) -> Vec<Problem> {
        let unread: Vec<&RecordKey> = (self.broken().iter())
            .filter_map(|broken| broken.key.as_ref())
            .collect();
        papers.problems_between(&Around {
            papers: self.papers(),
            unread: &unread,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Located;

    #[test]
    fn a_folder_of_the_same_name_elsewhere_is_none_of_the_audit() {
        let broken = |path: &str| BrokenRecord {
            key: None,
            path: path.to_owned(),
            error: Located::whole(path, "is no record"),
            more: Vec::new(),
        };
        let all = [
            broken("audits/a-1/findings/x.toml"),
            broken("audits/soa/a-1/x.toml"),
            broken("audits/a-10/x.toml"),
        ];
        let told = unreadable(&all, "audits", &"a-1".parse().unwrap());
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("audits/a-1/findings"), "{told:?}");
    }
}
