//! libgit2's process-wide settings, made once before the first repository is opened.

use std::sync::Once;

use git2::Repository;

use crate::atomic;

static ONCE: Once = Once::new();

/// Once, for the first repository that is opened.
static SHARED: Once = Once::new();

/// Extensions of the repository format that need nothing from libgit2: they say where objects may still be fetched from.
const EXTENSIONS: [&str; 1] = ["partialclone"];

/// Prepares libgit2: partial clones open, and tests see no configuration but the repository's own.
#[expect(
    unsafe_code,
    reason = "libgit2 keeps these settings in statics; they are set once, before any repository is open"
)]
pub(super) fn prepare() {
    ONCE.call_once(|| {
        // SAFETY: libgit2 reads the list only while it opens a repository, and every one is opened after this call.
        let set = unsafe { git2::opts::set_extensions(&EXTENSIONS) };
        if let Err(error) = set {
            tracing::warn!(%error, "partial clones will not open");
        }
        #[cfg(test)]
        isolate();
    });
}

/// Whom the files of a repository are shared with (`core.sharedRepository`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sharing {
    /// At least so: these bits are given to files whatever the user's mask.
    AtLeast(u32),
    /// Just so, whatever the user's mask.
    Exactly(u32),
}

impl Sharing {
    /// Reads it as git does; none where the user's mask decides.
    pub(super) fn of(repo: &Repository) -> Option<Self> {
        let config = repo.config().ok()?;
        // A key without a value is a yes.
        let entry = config.get_entry("core.sharedrepository").ok()?;
        let value = if entry.has_value() {
            entry.value().ok()?.to_owned()
        } else {
            "true".to_owned()
        };
        Self::parse(&value)
    }

    fn parse(value: &str) -> Option<Self> {
        match value {
            "umask" => return None,
            "group" => return Some(Self::AtLeast(0o660)),
            "all" | "world" | "everybody" => return Some(Self::AtLeast(0o664)),
            _ => {}
        }
        match u32::from_str_radix(value, 8) {
            Ok(0) => None,
            Ok(1) => Some(Self::AtLeast(0o660)),
            Ok(2) => Some(Self::AtLeast(0o664)),
            // git refuses a mode without the owner's own rights, and so never made such a repository.
            Ok(mode) => (mode & 0o600 == 0o600).then_some(Self::Exactly(mode & 0o666)),
            Err(_) => git2::Config::parse_bool(value)
                .unwrap_or(false)
                .then_some(Self::AtLeast(0o660)),
        }
    }

    /// Returns what has to be masked so that new files and folders come out as shared.
    fn mask(self, own: u32) -> u32 {
        // Where a file may be read, a folder may be entered.
        let with_folders = |mode: u32| mode | (mode & 0o444) >> 2;
        match self {
            Self::AtLeast(mode) => own & !with_folders(mode),
            Self::Exactly(mode) => 0o777 & !with_folders(mode),
        }
    }
}

/// Has all that is written from now on shared as the repository wants it.
///
/// libgit2 knows nothing of `core.sharedRepository`: objects, references and logs come out as the mask of the process lets
/// them. It belongs to the process as a whole and is set once, for the first repository that is opened, before there is a
/// second thread; what is for the user alone is made so whatever the mask.
#[cfg(unix)]
pub(super) fn share(repo: &Repository) {
    SHARED.call_once(|| {
        let Some(sharing) = Sharing::of(repo) else {
            return;
        };
        // There is no asking without setting.
        let own = rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077)).as_raw_mode();
        rustix::process::umask(rustix::fs::Mode::from_raw_mode(sharing.mask(own)));
        atomic::keep_own_mask(own);
    });
}

/// Has all that is written from now on shared as the repository wants it; this system has no mask.
#[cfg(not(unix))]
pub(super) fn share(_repo: &Repository) {}

/// Hides the configuration of the user and the machine.
#[cfg(test)]
#[expect(unsafe_code, reason = "the search path is a static of libgit2")]
fn isolate() {
    use git2::ConfigLevel::{Global, ProgramData, System, XDG};
    for level in [ProgramData, System, XDG, Global] {
        // SAFETY: called once, before any repository is open.
        unsafe { git2::opts::set_search_path(level, "/nonexistent") }.unwrap();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sharing_is_read_as_git_reads_it() {
        for (value, sharing) in [
            ("umask", None),
            ("false", None),
            ("0", None),
            ("nonsense", None),
            ("0077", None),
            ("group", Some(Sharing::AtLeast(0o660))),
            ("true", Some(Sharing::AtLeast(0o660))),
            ("1", Some(Sharing::AtLeast(0o660))),
            ("world", Some(Sharing::AtLeast(0o664))),
            ("2", Some(Sharing::AtLeast(0o664))),
            ("0640", Some(Sharing::Exactly(0o640))),
        ] {
            assert_eq!(Sharing::parse(value), sharing, "{value}");
        }
    }

    #[test]
    fn a_mask_lets_files_and_folders_be_shared() {
        assert_eq!(Sharing::AtLeast(0o660).mask(0o022), 0o002);
        assert_eq!(Sharing::AtLeast(0o664).mask(0o077), 0o002);
        assert_eq!(Sharing::Exactly(0o640).mask(0o000), 0o027);
    }
}
