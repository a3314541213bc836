//! The lines that signatures begin with.

/// That of an SSH signature.
pub(in crate::vcs) const SSH: &str = "-----BEGIN SSH SIGNATURE-----";

/// That of an `OpenPGP` signature.
pub(in crate::vcs) const OPEN_PGP: &str = "-----BEGIN PGP SIGNATURE-----";

/// That of an X.509 signature.
pub(in crate::vcs) const X509: &str = "-----BEGIN SIGNED MESSAGE-----";

/// All of them, as git looks for them at the end of a tag; old versions of gpg began with a message.
pub(in crate::vcs) const ALL: [&str; 4] = [SSH, OPEN_PGP, "-----BEGIN PGP MESSAGE-----", X509];

/// Tells whether bytes begin with a line.
pub(super) fn begins(bytes: &[u8], line: &str) -> bool {
    bytes.starts_with(line.as_bytes())
}
