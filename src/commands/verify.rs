//! Whether records are as they were written, none is gone, and each outcome comes out again.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use crate::cli::Format;
use crate::cli::Verify;
use crate::commands::Here;
use crate::commands::Result;
use crate::commands::as_written_or_shipped;
use crate::commands::out;
use crate::commands::say;
use crate::commands::settings_or_usual;
use crate::commands::tell_open;
use crate::commands::there;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::journal::Used;
use crate::record::Head;
use crate::record::Record;
use crate::record::RiskNote;
use crate::record::typed_code;
use crate::records;
use crate::records::Found;
use crate::records::Look;
use crate::records::Places;
use crate::records::Receipts;
use crate::records::Sight;
use crate::records::Unread;
use crate::render;
use crate::verify;
use crate::verify::Again;
use crate::verify::Against;
use crate::verify::Checked;
use crate::verify::Class;

pub(crate) fn verify(here: &Here, wanted: &Verify) -> Result<Exit> {
    let codes = codes(&wanted.expect)?;
    let places = &here.places;
    let outboxes: Vec<PathBuf> = places.outboxes().into_iter().filter(|outbox| outbox.is_dir()).collect();
    // Files that are named from elsewhere are looked at where they lie.
    let mut folders = places.records.clone();
    for name in wanted.names.iter().map(Path::new).filter(|name| name.is_file()) {
        let folder = folder_of(name);
        let whole = folder.canonicalize().ok();
        let is_known = |other: &PathBuf| *other == folder || whole.is_some() && other.canonicalize().ok() == whole;
        if !folders.iter().chain(&outboxes).any(is_known) {
            folders.push(folder);
        }
    }
    there::must_be_there(places, &folders)?;
    // What waits on this computer to be published has been printed with its check code.
    let all = [folders.clone(), outboxes.clone()].concat();
    let mut found = records::each(&all, Record::read_outline);
    let is_waiting = |path: &Path| outboxes.iter().any(|outbox| path.parent() == Some(outbox));
    let mut small = records::risk_notes_found(&all);
    let waits = found.iter().filter(|file| file.read.is_ok() && is_waiting(&file.path)).count();
    let waits = waits + small.iter().filter(|file| is_waiting(&file.path)).count();
    found.extend(records::under_other_endings(&folders, Record::read_outline));
    small.extend(records::under_other_endings(&folders, RiskNote::read));
    let only = |path: &Path, head: Option<&Head>| {
        wanted.names.is_empty() || wanted.names.iter().any(|name| is_meant(name, path, head))
    };
    for name in &wanted.names {
        let is_small = small.iter().any(|file| is_small_one(name, file));
        if !is_small
            && !found.iter().any(|file| is_meant(name, &file.path, file.read.as_ref().ok().map(|read| &read.head)))
        {
            let says = format!("there is no record of the name {}", render::safe(name));
            return Err(Failure::new(Exit::NotThere, says).mend("see them all with: rethink history").into());
        }
    }
    let settings = settings_or_usual(&here.team);
    let mut shelf = as_written_or_shipped(&here.team)?;
    shelf.extend(settings.options.clone());
    let mut kept: Vec<PathBuf> = all.iter().map(|folder| Places::kept(folder)).collect();
    kept.push(places.kept_here());
    let receipts: Vec<_> = folders.iter().map(|folder| Receipts::of(places, folder)).collect();
    let asked: RefCell<BTreeSet<String>> = RefCell::default();
    let text = |used: &Used| {
        asked.borrow_mut().insert(used.sha256.clone());
        let same = || shelf.get(&used.id).filter(|it| it.digest == used.sha256).map(|it| it.text.clone());
        records::kept(&kept, &used.sha256).or_else(same)
    };
    let again = Again { record: &|path| records::record(path).ok(), kept: &text, settings: &settings };
    let (now, today) = (here.clock)();
    let against =
        Against { small: &small, receipts: &receipts, today, codes: &codes, again: (!wanted.quick).then_some(again) };
    let mut verified = verify::verify(&found, &only, &against);
    if !wanted.names.is_empty() {
        let others = small.iter().filter(|file| !wanted.names.iter().any(|name| is_small_one(name, file)));
        let others: Vec<&PathBuf> = others.map(|file| &file.path).collect();
        verified.files.retain(|file| !others.contains(&&file.path));
    }
    // Of some records alone, only the strategies that they used are looked at.
    let is_asked = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        wanted.names.is_empty() || asked.borrow().iter().any(|sha256| name.starts_with(sha256.as_str()))
    };
    for (path, why) in all.iter().flat_map(|folder| records::kept_changed(folder)) {
        if is_asked(&path) {
            let class = if why == Unread::NotOpened { Class::NotOpened } else { Class::KeptChanged };
            verified.files.push(Checked::of(&path, class));
        }
    }
    match wanted.format {
        Format::Text => out(&here.command(&render::verified(&verified, here.width)))?,
        Format::Json => out(&render::verified_json(&verified))?,
    }
    for folder in &places.records {
        tell_open("To know", folder);
    }
    match waits {
        0 => {}
        1 => say("To know: 1 record waits on this computer to be published.\n"),
        many => say(&format!("To know: {many} records wait on this computer to be published.\n")),
    }
    let how = if wanted.names.is_empty() { Look::Folder } else { Look::Alone };
    let heads = found.iter().filter_map(|file| file.read.as_ref().ok());
    let open = records::unsettled(heads.map(|read| (&read.head, read.sha256.as_str())));
    for folder in &folders {
        if let Some(failure) = records::emptied(places, folder, today) {
            say(&format!("To know: {failure}\n"));
            continue;
        }
        let seen = verified.files.iter().filter(|file| file.path.parent() == Some(folder) && file.class.is_unchanged());
        let seen = seen.filter_map(|file| Some((file.record.as_ref()?, file.review_on)));
        let seen = seen.map(|(it, review_on)| Sight {
            record: &it.record,
            sha256: &it.sha256,
            review_on,
            open: (how == Look::Folder).then(|| open.contains(it.sha256.as_str())),
        });
        if let Err(failure) = records::remember(places, folder, now, how, seen) {
            say(&format!("Not remembered for the next time: {failure}\n"));
        }
    }
    Ok(if verified.is_sound() { Exit::Done } else { Exit::Found })
}

fn codes(typed: &[String]) -> Result<Vec<String>> {
    let codes: Option<BTreeSet<String>> = typed.iter().map(|typed| typed_code(typed)).collect();
    let codes = codes.ok_or_else(|| {
        Failure::new(Exit::CommandLine, "a check code has 16 letters and digits, as in K7QF-2M9T-XW3B-R6HD")
            .mend("copy it from the minutes, or see it where the record says what it is: rethink show")
    })?;
    Ok(codes.into_iter().collect())
}

/// True if a file is meant: by its path, its name, the last part of its name, or its case.
fn is_meant(name: &str, path: &Path, head: Option<&Head>) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let given = name.strip_suffix(".toml").unwrap_or(name);
    let is_case = head.is_some_and(|head| head.case.eq_ignore_ascii_case(name));
    let is_called = |record: &str| record == given || record.ends_with(&format!("_{given}"));
    is_same_file(Path::new(name), path)
        || is_called(stem)
        || head.is_some_and(|head| is_called(&head.record))
        || is_case
}

/// True if a small record is meant.
fn is_small_one(name: &str, file: &Found<RiskNote>) -> bool {
    let note = file.read.as_ref().ok();
    let is_called = |note: &RiskNote| {
        let given = name.strip_suffix(".toml").unwrap_or(name);
        let is_case = note.references().any(|case| case.eq_ignore_ascii_case(name));
        note.head.record == given || note.head.record.ends_with(&format!("_{given}")) || is_case
    };
    is_meant(name, &file.path, None) || note.is_some_and(is_called)
}

/// True for two names of one file, whichever way each leads to its folder. A link is a file of its own.
fn is_same_file(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| folder_of(path).canonicalize().ok();
    one == other || one.file_name() == other.file_name() && one.is_file() && whole(one) == whole(other)
}

/// The folder in which a file lies.
fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or_else(|| PathBuf::from("."), Path::to_owned)
}
