//! Finding everything that is wrong with strategy files and settings, and saying what is proved of them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;
use serde_json::json;

use crate::cli::Check;
use crate::cli::Format;
use crate::commands::Here;
use crate::commands::Result;
use crate::commands::out;
use crate::commands::say;
use crate::commands::strategy::opened;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::finding;
use crate::finding::Findings;
use crate::finding::Source;
use crate::finding::shown_path;
use crate::records;
use crate::render;
use crate::strategy::Shelf;
use crate::strategy::Strategy;
use crate::strategy::check;
use crate::strategy::prove::Proof;
use crate::strategy::prove::witness_file;
use crate::strategy::shipped_title;

/// One file that is to be checked: its name as a strategy, and its text.
struct Wanted {
    id: String,
    source: Source,
}

/// What came of checking one file.
struct Checked {
    found: Findings,
    /// What it holds, for the summary: "12 steps, 3 outcomes", or "settings".
    holds: String,
    /// In which ways it, or what it runs, is not the shipped one of its name.
    differs: Vec<String>,
    /// The strategy and what is proved of it, if its shape and names are sound.
    proved: Option<(Strategy, Proof)>,
}

pub(crate) fn check(here: &Here, mut shelf: Shelf, wanted: &Check) -> Result<Exit> {
    if let Some(code) = &wanted.explain {
        return explain(code);
    }
    let mut files = Vec::new();
    for path in &wanted.files {
        files.extend(read(path, &shelf)?);
    }
    // All of them first, so that they may name each other.
    for file in files.iter().filter(|file| !is_settings(file)) {
        shelf.add(&file.id, file.source.clone());
    }
    let checked: Vec<Checked> = files.iter().map(|file| one(file, &mut shelf)).collect();
    match wanted.format {
        Format::Json => {
            let all: Vec<_> = checked.iter().map(json_of).collect();
            out(&render::json(&json!({ "schema": "rethink-check-1", "files": all })))?;
        }
        Format::Text => out(&text(&checked, here.width))?,
    }
    if let Some(folder) = &wanted.witness {
        for (strategy, proof) in checked.iter().filter_map(|one| one.proved.as_ref()) {
            write_witnesses(strategy, proof, folder)?;
        }
    }
    let fails = |one: &Checked| !one.found.is_clean() || (wanted.strict && !one.found.list.is_empty());
    Ok(if checked.iter().any(fails) { Exit::Found } else { Exit::Done })
}

fn json_of(one: &Checked) -> Value {
    let mut json = one.found.json();
    json["differs"] = one.differs.clone().into();
    json
}

fn is_settings(file: &Wanted) -> bool {
    Path::new(&file.source.name).file_name().is_some_and(|name| name == "rethink.toml")
}

/// A file, every file of a folder, or a strategy that is here by its name.
fn read(path: &Path, shelf: &Shelf) -> Result<Vec<Wanted>> {
    let stem = |path: &Path| path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
    if path.is_dir() {
        let entries = fs::read_dir(path).map_err(|error| Failure::io("look into the folder", path, &error))?;
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.retain(|path| path.is_file() && path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        if paths.is_empty() {
            return Err(Failure::new(Exit::NotThere, "there is no strategy in this folder").at(path).into());
        }
        return paths.iter().map(|path| Ok(Wanted { id: stem(path), source: records::source(path, false)? })).collect();
    }
    let (source, id) = opened(shelf, path)?;
    Ok(vec![Wanted { id, source }])
}

fn one(file: &Wanted, shelf: &mut Shelf) -> Checked {
    if is_settings(file) {
        let found = match check::settings(&file.source, shelf) {
            Ok((_, notes)) => notes,
            Err(found) => found,
        };
        return Checked { found, holds: "settings".to_owned(), differs: Vec::new(), proved: None };
    }
    // Two files of the same name in two folders: each is looked at as itself.
    if !shelf.is_from(&file.id, &file.source) {
        shelf.add(&file.id, file.source.clone());
    }
    let check::Looked { mut found, proved } = shelf.look(&file.id, &file.source);
    let mut holds = String::new();
    let mut differs = Vec::new();
    if let Some((strategy, _)) = &proved {
        differs = differing(strategy, shelf);
        let (steps, outcomes) = (strategy.steps.len(), strategy.outcomes.len());
        holds = format!("{}, {}", things(steps, "step", "steps"), things(outcomes, "outcome", "outcomes"));
        if found.is_clean() {
            check::notes(strategy, shelf, &mut found);
        }
    }
    Checked { found, holds, differs, proved }
}

/// Says of a strategy and of those that it runs which are not the shipped ones of their names. One of the partnership's
/// own name is in nobody's place.
fn differing(strategy: &Strategy, shelf: &Shelf) -> Vec<String> {
    let runs = strategy.runs();
    let all = std::iter::once(strategy).chain(runs.iter().map(|one| &**one));
    let changed = all.filter(|one| shipped_title(&one.id).is_some() && !shelf.is_as_shipped(one));
    changed.map(render::differs_words).collect()
}

fn text(checked: &[Checked], width: usize) -> String {
    let mut out = String::new();
    let mut sound = 0;
    let mut faults = 0;
    let mut notes = 0;
    let mended_elsewhere = |one: &Checked| {
        let all = |found: &Findings| !found.is_clean() && found.list.iter().all(|it| it.code == "run-broken");
        all(&one.found) && checked.iter().any(|other| !other.found.is_clean() && !all(&other.found))
    };
    for one in checked {
        // What is wrong is said once, where it is wrong.
        if mended_elsewhere(one) {
            let _ = writeln!(out, "{}: it runs a strategy that has to be mended first.\n", one.found.name());
            continue;
        }
        let wrong = one.found.faults();
        faults += wrong;
        notes += one.found.list.len() - wrong;
        if wrong == 0 {
            sound += 1;
            // What was not looked at to the end is not called sound as a whole.
            let unproved = one.proved.as_ref().is_some_and(|(_, proof)| proof.stopped.is_some());
            let sound = if unproved { "sound as far as it was looked at" } else { "sound" };
            let _ = writeln!(out, "{}: {sound}. {}.", one.found.name(), capital(&one.holds));
        }
        for words in &one.differs {
            let _ = writeln!(out, "{words}.");
        }
        out.push_str(&one.found.text(width));
        if let Some((strategy, proof)) = &one.proved {
            out.push_str(&render::proof(strategy, proof, width));
        }
        if !one.found.list.is_empty() {
            out.push('\n');
        }
    }
    let notes =
        if notes == 0 { String::new() } else { format!(" {} to look at.", capital(&things(notes, "note", "notes"))) };
    let summary = match (checked.len(), faults) {
        (1, 0) => notes.trim_start().to_owned(),
        (1, faults) => format!("{} to put right.{notes}", things(faults, "thing", "things")),
        (files, 0) => format!("All {} are sound.{notes}", things(files, "file", "files")),
        (files, faults) => {
            format!("{sound} of {files} files are sound; {} to put right.{notes}", things(faults, "thing", "things"))
        }
    };
    out += &summary;
    if faults > 0 {
        out.push_str(" What a code means: `rethink strategy check --explain CODE`");
    }
    out.trim_end().to_owned()
}

/// "1 step", "2 steps".
fn things(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn explain(code: &str) -> Result<Exit> {
    if code == "all" {
        out(&finding::document())?;
        return Ok(Exit::Done);
    }
    match finding::explain(code) {
        Some(code) => {
            let note = if code.note { " (a note: the file is sound)" } else { "" };
            out(&format!("{}{note}\n\n{}\n{}", code.name, code.means, code.mend))?;
            Ok(Exit::Done)
        }
        None => {
            let near = finding::did_you_mean(code, finding::codes().map(|code| code.name));
            let mend = match near {
                Some(near) => format!("did you mean {near}? All of them: rethink strategy check --explain all"),
                None => "see them all with: rethink strategy check --explain all".to_owned(),
            };
            Err(Failure::new(Exit::NotThere, "there is no code of that name").mend(mend).into())
        }
    }
}

/// Writes one answers file for each fault that answers can show.
fn write_witnesses(strategy: &Strategy, proof: &Proof, folder: &Path) -> Result<()> {
    let failed = |path: &Path, error: &std::io::Error| Failure::io("write answers", path, error);
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    for (number, fault) in proof.faults.iter().enumerate().filter(|(_, fault)| !fault.witness.is_empty()) {
        let place = fault.step.replace('.', "-");
        let path = folder.join(format!("{}-{}-{}-{place}.toml", strategy.id, number + 1, fault.code));
        let text = format!("# {}\n{}", fault.plain.replace('\n', " "), witness_file(strategy, &fault.witness));
        fs::write(&path, text).map_err(|error| failed(&path, &error))?;
        say(&format!("Answers that show it: {}\n", shown_path(&path)));
    }
    Ok(())
}
