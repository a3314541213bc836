//! The corpus of the fuzz targets, held with every run of the suite: what was found once stays found.

use std::{fs, path::Path};

#[path = "../fuzz/targets.rs"]
mod targets;

#[test]
fn every_target_holds_what_it_must_of_its_corpus() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
    if !corpus.is_dir() {
        // A package of the crate goes without it.
        return;
    }
    for (name, target) in targets::ALL {
        let mut files: Vec<_> = fs::read_dir(corpus.join(name))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        assert!(files.len() > 4, "{name} has a corpus of {}", files.len());
        for file in files {
            // Told by the test where the target says no.
            println!("{}", file.display());
            target(&fs::read(&file).unwrap());
        }
    }
    for folder in fs::read_dir(&corpus).unwrap() {
        let name = folder.unwrap().file_name().into_string().unwrap();
        let is_known = targets::ALL.iter().any(|(known, _)| *known == name);
        assert!(is_known, "no target is named {name}");
    }
}

#[test]
fn every_target_is_a_program_of_the_fuzzer() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let Ok(manifest) = fs::read_to_string(fuzz.join("Cargo.toml")) else {
        return;
    };
    let manifest: toml::Table = manifest.parse().unwrap();
    let programs = manifest["bin"].as_array().unwrap();
    assert_eq!(programs.len(), targets::ALL.len());
    for (name, _) in targets::ALL {
        let program = programs
            .iter()
            .find(|program| program["name"].as_str() == Some(name));
        let path = program.unwrap()["path"].as_str().unwrap();
        let text = fs::read_to_string(fuzz.join(path)).unwrap();
        assert!(text.contains(&format!("targets::{name}(data)")), "{text}");
    }
    assert!(manifest["workspace"].as_table().unwrap().is_empty());
}
