//! What earlier versions wrote stays readable, comes out of its answers again, and counts as it did.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::long;
use crate::program::Home;

/// The folder of each version, and the day on which its audit was made.
fn versions() -> Vec<(PathBuf, String)> {
    let entries = fs::read_dir("tests/data/golden").unwrap().map(|entry| entry.unwrap().path());
    let of = |folder: PathBuf| {
        let audit: Value = serde_json::from_str(&fs::read_to_string(folder.join("audit.json")).unwrap()).unwrap();
        (folder, audit["today"].as_str().unwrap().to_owned())
    };
    let versions: Vec<_> = entries.filter(|path| path.is_dir()).map(of).collect();
    assert!(!versions.is_empty());
    versions
}

/// Holds that all that was said is still said; more may be.
fn is_still_said(place: &str, was: &Value, is: &Value) {
    match (was, is) {
        (Value::Object(was), Value::Object(is)) => {
            for (key, was) in was.iter().filter(|(key, _)| *key != "definitions") {
                is_still_said(&format!("{place}.{key}"), was, is.get(key).unwrap_or(&Value::Null));
            }
        }
        // A later version may measure more: what was measured is known by its names.
        (Value::Array(was), Value::Array(is)) if place == ".figures" => {
            for was in was {
                let same = |it: &&Value| ["group", "what", "strategy", "to"].iter().all(|name| it[name] == was[name]);
                is_still_said(&format!("{place} {was}"), was, is.iter().find(same).unwrap_or(&Value::Null));
            }
        }
        (Value::Array(was), Value::Array(is)) if was.len() == is.len() => {
            for (number, (was, is)) in was.iter().zip(is).enumerate() {
                is_still_said(&format!("{place}[{number}]"), was, is);
            }
        }
        // Where nobody was named for whom it waits, somebody may be.
        (Value::String(nobody), Value::String(_)) if nobody.is_empty() && place.rsplit('.').next() == Some("role") => {}
        _ => assert_eq!(was, is, "{place}"),
    }
}

#[test]
fn what_earlier_versions_wrote_is_read_derived_again_and_counted_as_it_was() {
    for (folder, today) in versions() {
        let home = Home::new().on(&today);
        let records = folder.join("records").display().to_string();
        let run = |args: &[&str]| home.run(&[&["--records", &records], args].concat());
        let verified: Value = serde_json::from_str(&run(&["verify", "--format", "json"]).ends(0).out).unwrap();
        let files = verified["files"].as_array().unwrap();
        let names = fs::read_dir(folder.join("records")).unwrap().map(|entry| entry.unwrap().file_name());
        let many = names.filter(|name| name.to_str().unwrap().starts_with("20")).count();
        assert_eq!(files.len(), many);
        for file in files {
            let class = file["class"].as_str().unwrap();
            assert!(["same", "days-not-derived"].contains(&class), "{file}");
        }
        let history = run(&["history", "--plain"]).ends(0);
        let all = many.div_ceil(long(many, 2));
        for file in files.iter().step_by(all) {
            let name = file["record"].as_str().unwrap();
            for format in ["text", "markdown", "html", "json"] {
                assert!(run(&["show", name, "--format", format]).ends(0).out.len() > 1000, "{name} {format}");
            }
            assert!(history.out.contains(name.rsplit('_').next().unwrap()), "{name}\n{}", history.out);
        }
        let was = serde_json::from_str(&fs::read_to_string(folder.join("audit.json")).unwrap()).unwrap();
        let is = serde_json::from_str(&run(&["audit", "--format", "json"]).ends(0).out).unwrap();
        is_still_said("", &was, &is);
    }
}
