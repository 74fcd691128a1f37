//! The rule of the house, held: a module uses only the modules above it in `lib.rs`.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// The modules in the order of the map, read from the map itself.
fn modules() -> Vec<String> {
    include_str!("lib.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect()
}

/// Every source file of one module: `name.rs`, or all of `name/`.
fn files(src: &Path, module: &str) -> Vec<PathBuf> {
    let single = src.join(format!("{module}.rs"));
    if single.exists() {
        return vec![single];
    }
    let mut found = Vec::new();
    let mut folders = vec![src.join(module)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a module is a file or a folder") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found
}

/// What a text breaks of the rule, given the modules that stand below its own.
fn breaches(text: &str, below: &[String]) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    let mut wrong = Vec::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for later in below {
            if line.contains(&format!("crate::{later}")) {
                wrong.push(format!("uses `{later}`, which stands below it"));
            }
        }
        if line.contains("crate::{") {
            wrong.push("braces after `crate::` hide what is used".to_owned());
        }
        if line.contains("super::") {
            wrong.push("`super::` hides what is used".to_owned());
        }
    }
    wrong
}

#[test]
fn a_module_uses_only_the_modules_above_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let modules = modules();
    assert!(modules.len() > 10, "the map is read: {modules:?}");
    for (place, module) in modules.iter().enumerate() {
        for file in files(&src, module) {
            // A file of tests may say `super`, as tests inside a file may.
            if file.file_stem().is_some_and(|stem| stem == "tests") {
                continue;
            }
            let text = fs::read_to_string(&file).expect("source text");
            let wrong = breaches(&text, &modules[place + 1..]);
            assert!(wrong.is_empty(), "{}: {wrong:?}", file.display());
        }
    }
}

#[test]
fn the_rule_notices_a_breach() {
    let below = vec!["session".to_owned()];
    assert_eq!(breaches("use crate::session::Session;", &below).len(), 1);
    assert_eq!(breaches("use crate::{a, b};", &below).len(), 1);
    assert_eq!(breaches("use super::x;", &below).len(), 1);
    assert!(breaches("// crate::session is below", &below).is_empty());
}

#[test]
fn every_file_begins_with_what_it_is() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for module in modules() {
        for file in files(&src, &module) {
            let text = fs::read_to_string(&file).expect("source text");
            assert!(text.starts_with("//! "), "{} has no caption", file.display());
        }
    }
}
