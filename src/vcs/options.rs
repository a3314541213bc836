//! libgit2's process-wide settings, made once before the first repository is opened.

use std::sync::Once;

static ONCE: Once = Once::new();

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
