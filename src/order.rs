//! The rule of the house, held: in the program and in its engine, a module uses only the modules above it in `lib.rs`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// The source folders: of the program, and of its engine.
fn sources() -> [PathBuf; 2] {
    ["src", "crates/engine/src"].map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
}

/// The modules in the order of the map, read from the map itself.
fn modules(src: &Path) -> Vec<String> {
    fs::read_to_string(src.join("lib.rs"))
        .expect("a map")
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
    for src in sources() {
        let modules = modules(&src);
        assert!(modules.len() > 8, "the map is read: {modules:?}");
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
    for src in sources() {
        for module in modules(&src) {
            for file in files(&src, &module) {
                let text = fs::read_to_string(&file).expect("source text");
                assert!(text.starts_with("//! "), "{} has no caption", file.display());
            }
        }
    }
}

/// Every source file by its module path, as in `crate::facilitate::room`.
fn by_path(src: &Path) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for module in modules(src) {
        for file in files(src, &module) {
            let inside = file.strip_prefix(src).expect("a file of the tree").with_extension("");
            let mut parts: Vec<&str> = inside.iter().filter_map(|part| part.to_str()).collect();
            // A file of tests uses what it tests.
            if parts.last().is_some_and(|last| ["tests", "properties", "walker", "differs"].contains(last)) {
                continue;
            }
            if parts.last() == Some(&"mod") {
                parts.pop();
            }
            let text = fs::read_to_string(&file).expect("source text");
            all.insert(format!("crate::{}", parts.join("::")), text);
        }
    }
    all
}

/// The file that a path names. What a folder passes on is the folder's.
fn home_of(all: &BTreeMap<String, String>, path: &str) -> Option<String> {
    if all.contains_key(path) {
        return Some(path.to_owned());
    }
    let (module, _) = path.rsplit_once("::")?;
    all.contains_key(module).then(|| module.to_owned())
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    for src in sources() {
        has_no_circle(&src);
    }
}

fn has_no_circle(src: &Path) {
    let all = by_path(src);
    let uses = |path: &str, text: &str| -> Vec<String> {
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
        let used = code.lines().filter_map(|line| line.strip_prefix("use ")?.strip_suffix(';'));
        let used = used.map(|it| it.split(" as ").next().unwrap_or(it)).filter_map(|it| home_of(&all, it));
        // A folder's own file and the files in it are one room.
        used.filter(|other| other != path && !path.starts_with(&format!("{other}::"))).collect()
    };
    let mut left: BTreeMap<&str, Vec<String>> =
        all.iter().map(|(path, text)| (path.as_str(), uses(path, text))).collect();
    assert!(left.values().map(Vec::len).sum::<usize>() > 200, "what is used is read");
    // Whatever uses nothing that is left is in no circle.
    loop {
        let open: Vec<String> = left.keys().map(|path| (*path).to_owned()).collect();
        left.retain(|_, used| used.iter().any(|other| open.contains(other)));
        if left.len() == open.len() {
            break;
        }
    }
    // What is only used by a circle's files is left too: name the files that are used again.
    loop {
        let wanted: Vec<String> = left.values().flatten().cloned().collect();
        let before = left.len();
        left.retain(|path, _| wanted.iter().any(|other| other == path));
        if left.len() == before {
            break;
        }
    }
    assert!(left.is_empty(), "these use each other: {:#?}", left.keys());
}
