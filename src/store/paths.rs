//! Which record lives in which file.

use crate::domain::{
    evidence::{KEPT_FOLDER, id_in_kept_name},
    id::{AuditId, ChecklistId},
    record::RecordKey,
};

/// The file of the workspace, which also marks its root.
pub(super) const WORKSPACE: &str = "tickmark.toml";

/// The folder of the statements of applicability, beside those of the audits; no audit can have its name.
pub(super) const APPLICABILITY: &str = "soa";

/// The file of the audit programme, beside the folders of the audits; no audit can have its name.
pub(super) const PROGRAMME: &str = "programme.toml";

/// Returns the path of a record relative to the root, with `/`.
///
/// Ids and references cannot hold a separator or name a parent, so neither can the path.
pub(super) fn path_of(records: &str, key: &RecordKey) -> String {
    match key {
        RecordKey::Workspace => WORKSPACE.to_owned(),
        RecordKey::Applicability(checklist) => {
            format!("{records}/{APPLICABILITY}/{checklist}.toml")
        }
        RecordKey::Programme => format!("{records}/{PROGRAMME}"),
        RecordKey::Audit(audit) => format!("{records}/{audit}/audit.toml"),
        RecordKey::Criteria(audit, checklist) => {
            format!("{records}/{audit}/criteria/{checklist}.toml")
        }
        RecordKey::Answers(audit, checklist, reference) => {
            format!("{records}/{audit}/answers/{checklist}/{reference}.toml")
        }
        RecordKey::Finding(audit, id) => format!("{records}/{audit}/findings/{id}.toml"),
        RecordKey::Action(audit, id) => format!("{records}/{audit}/actions/{id}.toml"),
        RecordKey::Kept { audit, name } => {
            let folder = audit.as_ref().map_or(APPLICABILITY, AuditId::as_str);
            format!("{records}/{folder}/{KEPT_FOLDER}/{name}")
        }
        RecordKey::Sample(audit, id) => format!("{records}/{audit}/samples/{id}.toml"),
        RecordKey::Trail(audit, system) => format!("{records}/{audit}/trails/{system}.toml"),
    }
}

/// Tells which record or kept copy a path is; none for any other file.
pub(super) fn key_of(records: &str, path: &str) -> Option<RecordKey> {
    if path == WORKSPACE {
        return Some(RecordKey::Workspace);
    }
    let within = path.strip_prefix(records)?.strip_prefix('/')?;
    let parts: Vec<&str> = within.split('/').collect();
    if let [PROGRAMME] = parts.as_slice() {
        return Some(RecordKey::Programme);
    }
    if let [APPLICABILITY, name] = parts.as_slice() {
        let checklist = name.strip_suffix(".toml")?.parse().ok()?;
        return Some(RecordKey::Applicability(checklist));
    }
    if let [folder, KEPT_FOLDER, name] = parts.as_slice() {
        id_in_kept_name(name)?;
        let audit = match *folder {
            APPLICABILITY => None,
            audit => Some(audit.parse().ok()?),
        };
        return Some(RecordKey::Kept {
            audit,
            name: (*name).to_owned(),
        });
    }
    let audit: AuditId = parts.first()?.parse().ok()?;
    let name = parts.last()?.strip_suffix(".toml")?;
    match parts.get(1..)? {
        ["audit.toml"] => Some(RecordKey::Audit(audit)),
        ["criteria", _] => Some(RecordKey::Criteria(audit, name.parse().ok()?)),
        ["answers", checklist, _] => {
            let checklist: ChecklistId = checklist.parse().ok()?;
            Some(RecordKey::Answers(audit, checklist, name.parse().ok()?))
        }
        ["findings", _] => Some(RecordKey::Finding(audit, name.parse().ok()?)),
        ["actions", _] => Some(RecordKey::Action(audit, name.parse().ok()?)),
        ["samples", _] => Some(RecordKey::Sample(audit, name.parse().ok()?)),
        ["trails", _] => Some(RecordKey::Trail(audit, name.parse().ok()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_back_to_its_record() {
        for path in [
            "tickmark.toml",
            "docs/audits/soa/iso-42001.toml",
            "docs/audits/programme.toml",
            "docs/audits/2026-q1/audit.toml",
            "docs/audits/2026-q1/criteria/iso-42001.toml",
            "docs/audits/2026-q1/answers/eu-ai-act/Art. 6(1).toml",
            "docs/audits/2026-q1/findings/F-7K3QX2.toml",
            "docs/audits/2026-q1/actions/C-2M9VTA.toml",
            "docs/audits/2026-q1/evidence/E-4T6W0N-status.txt",
            "docs/audits/soa/evidence/E-4T6W0N-policy.toml",
            "docs/audits/2026-q1/samples/S-9D0KXM.toml",
            "docs/audits/2026-q1/trails/AI system 7_b.toml",
        ] {
            let key = key_of("docs/audits", path).unwrap();
            assert_eq!(path_of("docs/audits", &key), path);
        }
    }

    #[test]
    fn no_other_path_is_a_record() {
        for path in [
            "README.md",
            "audits/audit.toml",
            "audits/x/programme.toml",
            "audits/x/../y/audit.toml",
            "audits/x/findings/notes.toml",
            "audits/x/findings/F-7K3QX2.md",
            "audits/x/answers/6.1.toml",
            "auditsx/audit.toml",
            "audits/x/evidence/notes.txt",
            "audits/x/evidence/more/E-4T6W0N-status.txt",
        ] {
            assert_eq!(key_of("audits", path), None, "{path}");
        }
    }
}
