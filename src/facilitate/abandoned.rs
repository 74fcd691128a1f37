//! What an editor had open when the program was killed under it.

use std::fs;

use crate::ask::Ask;
use crate::failure::Failure;
use crate::journal::Journal;
use crate::journal::Unfinished;
use crate::journal::beside;
use crate::prompt::cleaned;
use crate::review::Note;

/// Takes into the journal what an editor had open when the session was broken off, so that it lies in one place, and is
/// shown until it is an answer.
pub(crate) fn take_up_abandoned(
    journal: &mut Journal,
    found: &mut Unfinished,
    ask: &mut dyn Ask,
) -> Result<(), Failure> {
    let files = beside::abandoned(journal.path());
    let begun = found.begun().unwrap_or_default().to_owned();
    let texts = files.iter().map(|(_, text)| text.trim()).filter(|text| !text.is_empty());
    let written: Vec<&str> = texts.collect();
    if !written.is_empty() {
        // An editor is opened on what was begun, as a rule.
        let kept = Some(begun.trim()).filter(|begun| !begun.is_empty() && !written.iter().any(|it| it.contains(begun)));
        let all: Vec<&str> = kept.into_iter().chain(written).collect();
        let note = Note::Begun(cleaned(&all.join("\n\n")));
        journal.add(&note)?;
        found.notes.push(note);
        ask.abandoned(found.begun().unwrap_or_default().to_owned());
    }
    for (path, _) in files {
        // It is in the journal now. Should it stay all the same, it is taken up once more.
        drop(fs::remove_file(path));
    }
    Ok(())
}
