use std::os::unix::fs::PermissionsExt as _;

use super::*;

fn environment<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + use<'a> {
    move |name| {
        pairs
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| (*value).to_owned())
    }
}

/// An editor that is a shell script of one line; `$1` is the file.
fn editor(script: &str) -> String {
    format!("sh -c {} editor", shlex::try_quote(script).unwrap())
}

fn files(directory: &Path) -> Vec<PathBuf> {
    fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect()
}

#[test]
fn visual_comes_before_editor_before_gits_setting() {
    let both = [("VISUAL", "code -w"), ("EDITOR", "ed")];
    assert_eq!(
        choose(environment(&both), Some("git-ed")).unwrap(),
        "code -w"
    );
    let one = [("VISUAL", " "), ("EDITOR", "ed")];
    assert_eq!(choose(environment(&one), Some("git-ed")).unwrap(), "ed");
    assert_eq!(choose(environment(&[]), Some("git-ed")).unwrap(), "git-ed");
    assert!(matches!(
        choose(environment(&[]), None),
        Err(EditorError::None)
    ));
}

#[test]
fn without_a_setting_an_editor_on_the_path_is_taken() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("nano"), "").unwrap();
    let path = directory.path().to_str().unwrap();
    assert_eq!(
        choose(environment(&[("PATH", path)]), None).unwrap(),
        "nano"
    );
}

#[test]
fn the_changed_text_comes_back_and_the_copy_goes() {
    let directory = tempfile::tempdir().unwrap();
    let command = editor("printf 'more\\r\\n' >> \"$1\"");
    let text = edit(&command, "some text\n", None, directory.path()).unwrap();
    assert_eq!(text, "some text\nmore\n");
    assert!(files(directory.path()).is_empty());
}

#[test]
fn a_file_that_the_editor_replaces_is_read_anew() {
    let directory = tempfile::tempdir().unwrap();
    let command = editor("echo new > \"$1.new\" && mv \"$1.new\" \"$1\"");
    assert_eq!(
        edit(&command, "old", None, directory.path()).unwrap(),
        "new"
    );
}

#[test]
fn the_copy_is_private_and_markdown() {
    let directory = tempfile::tempdir().unwrap();
    let command = editor("cp -p \"$1\" \"$1.seen.md\"");
    edit(&command, "text", None, directory.path()).unwrap();
    let [seen] = files(directory.path()).try_into().unwrap();
    assert_eq!(
        fs::metadata(&seen).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(seen.to_str().unwrap().ends_with(".md.seen.md"));
}

#[test]
fn the_note_is_shown_and_taken_off() {
    let directory = tempfile::tempdir().unwrap();
    let command = editor("grep -q 'Clause 9.2' \"$1\" && echo end >> \"$1\"");
    let text = edit(
        &command,
        "text\n",
        Some("Clause 9.2 -- audit"),
        directory.path(),
    )
    .unwrap();
    assert_eq!(text, "text\nend\n");
}

#[test]
fn nothing_in_the_setting_is_run_by_a_shell() {
    let directory = tempfile::tempdir().unwrap();
    let error = edit("no-such-editor; touch x", "text", None, directory.path()).unwrap_err();
    assert!(matches!(error, EditorError::Start { program, .. } if program == "no-such-editor;"));
}

#[test]
fn a_setting_with_an_open_quote_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let error = edit("ed 'x", "text", None, directory.path()).unwrap_err();
    assert!(error.to_string().ends_with("ed 'x"));
}

#[test]
fn an_editor_that_fails_keeps_the_file_only_if_it_changed() {
    let directory = tempfile::tempdir().unwrap();
    let error = edit("false", "text", None, directory.path()).unwrap_err();
    assert!(matches!(error, EditorError::Failed { kept: None, .. }));
    assert!(files(directory.path()).is_empty());

    let command = editor("echo more >> \"$1\"; exit 3");
    let error = edit(&command, "text", None, directory.path()).unwrap_err();
    let EditorError::Failed {
        kept: Some(kept), ..
    } = error
    else {
        panic!("{error}");
    };
    assert_eq!(fs::read_to_string(kept).unwrap(), "textmore\n");
}

#[test]
fn what_cannot_be_taken_is_kept() {
    let directory = tempfile::tempdir().unwrap();
    let huge = editor("head -c 1048577 /dev/zero > \"$1\"");
    let error = edit(&huge, "text", None, directory.path()).unwrap_err();
    assert!(matches!(&error, EditorError::TooLarge { path } if path.is_file()));
    let binary = editor("printf '\\377' > \"$1\"");
    let error = edit(&binary, "text", None, directory.path()).unwrap_err();
    assert!(matches!(&error, EditorError::NotText { path } if path.is_file()));
    assert_eq!(files(directory.path()).len(), 2);
}
