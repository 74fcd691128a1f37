//! What came of holding a records folder to what it must be: one line for each thing, then what it shows and what not.
//!
//! A line about a file is not broken, so that it can be searched for; everything else ends at words.

use std::collections::BTreeMap;
use std::ffi::OsStr;

use serde_json::Value;
use serde_json::json;

use crate::calendar;
use crate::finding::shown_path;
use crate::record::Difference;
use crate::record::Differs;
use crate::record::check_code;
use crate::records::Gone;
use crate::records::Receipt;
use crate::render::json as in_json;
use crate::render::page::Page;
use crate::render::page::one_line;
use crate::verify::Checked;
use crate::verify::Class;
use crate::verify::Lacks;
use crate::verify::Note;
use crate::verify::Service;
use crate::verify::Verified;

/// For people: what is wrong, what is worth knowing, and in plain words what it shows.
pub fn verified(verified: &Verified, width: usize) -> String {
    let mut text = String::new();
    let mut line = |words: &str| {
        text += &one_line(words);
        text.push('\n');
    };
    let mut names: BTreeMap<&OsStr, usize> = BTreeMap::new();
    for name in verified.files.iter().filter_map(|file| file.path.file_name()) {
        *names.entry(name).or_default() += 1;
    }
    for file in &verified.files {
        // Of two files of one name, each is said with its folder.
        let is_one = file.path.file_name().is_none_or(|name| names.get(name) == Some(&1));
        let name = if is_one { name(file) } else { shown_path(&file.path) };
        for words in class(file) {
            let mark = if file.class.is_wrong() { "Wrong" } else { "To know" };
            line(&format!("{mark}: {name}: {words}"));
        }
        for note in &file.notes {
            line(&format!("To know: {name}: {}", noted(note)));
        }
    }
    for (receipt, gone) in &verified.gone {
        let (record, seen) = (&receipt.record, calendar::medium(receipt.seen.date_naive()));
        line(&match gone {
            Gone::Lost => format!("Wrong: {record}: seen here on {seen}, and not here now as it was then."),
            Gone::Restored => {
                format!("To know: {record}: was seen with other bytes on {seen}; it is now again as first seen.")
            }
            Gone::Due(day) => {
                format!("To know: {record}: no longer here; its retention date was {}.", calendar::medium(*day))
            }
        });
    }
    for coded in &verified.codes {
        match &coded.record {
            None => line(&format!("Wrong: {}: no record here has this check code.", coded.code)),
            Some(record) => line(&format!("To know: {}: this is the check code of {record}.", coded.code)),
        }
        for missing in &coded.missing {
            line(&format!("Wrong: {}: its record names {missing}, which is not here.", coded.code));
        }
    }
    let mut page = Page::new(width);
    page.gap();
    shows(verified, &mut page);
    if !text.is_empty() {
        text.push('\n');
    }
    text + &page.text()
}

fn name(file: &Checked) -> String {
    let name = file.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    if file.class == Class::KeptChanged { format!("kept/{name}") } else { name }
}

/// What is to be said of the class of a file, a line each; nothing where all is well.
fn class(file: &Checked) -> Vec<String> {
    let own = file.record.as_ref().map_or("", |record| record.record.as_str());
    let words = match &file.class {
        Class::Same | Class::Unchanged => return Vec::new(),
        Class::Differs(differences) => return differences.iter().map(difference).collect(),
        Class::NotDerived(Lacks::EarlierPart) => {
            "unchanged; its outcome cannot be derived here, as an earlier part of its review is not here.".to_owned()
        }
        Class::NotDerived(Lacks::Strategy) => {
            "unchanged; its outcome cannot be derived here, as a strategy that it used is not kept here.".to_owned()
        }
        Class::NotDerived(Lacks::KeptStrategy) => {
            "unchanged; a strategy that it used was kept here and is gone, so its \
                                                   outcome cannot be derived. Restore the folder kept from a backup."
                .to_owned()
        }
        Class::NotDerived(Lacks::Days) => "unchanged, and the same outcome; its dates hang on the team's settings \
                                           or on bank holidays as they were then, and come out otherwise here."
            .to_owned(),
        Class::Copy(service) => format!("{}, the same as the record itself. It counts once.", copy(*service)),
        Class::Conflict(service) => {
            format!("{}, and not the same as the other. Keep both, and ask who wrote them.", copy(*service))
        }
        Class::Misnamed(None) if !file.path.extension().is_some_and(|its| its.eq_ignore_ascii_case("toml")) => {
            format!("a record that was put aside. It does not count; to put it right, rename it to {own}.toml.")
        }
        Class::Misnamed(None) => {
            format!("a record under a name that is not its own. It counts; to put it right, rename it to {own}.toml.")
        }
        Class::Misnamed(service) => format!(
            "{}, and the record itself is not here. It counts in its place; to put it right, rename it to {own}.toml.",
            copy(*service)
        ),
        Class::KeptChanged => "a kept strategy, and not as it was kept. Restore it from a backup.".to_owned(),
        Class::Damaged => "not as it was written, or cut short. Restore it from a backup.".to_owned(),
        Class::TooLong => "longer than any record.".to_owned(),
        Class::NotOpened => "cannot be opened.".to_owned(),
        Class::NotAFile => "a link, or no file at all. It is not followed.".to_owned(),
        Class::Newer => "made by a newer rethink; only that one can check it.".to_owned(),
        Class::NoRecord => "not a record.".to_owned(),
    };
    vec![words]
}

fn copy(service: Option<Service>) -> String {
    service.map_or_else(|| "a copy".to_owned(), |service| format!("a conflict copy made by {}", service.name()))
}

fn difference(difference: &Difference) -> String {
    let at = difference.entry.map_or_else(String::new, |entry| format!("entry {entry}: "));
    let or_none = |id: &Option<String>| id.clone().unwrap_or_else(|| "nothing".to_owned());
    let row = |row: &Option<usize>| row.map_or_else(|| "no row".to_owned(), |row| format!("row {row}"));
    let day = |day: &Option<chrono::NaiveDate>| day.map_or_else(|| "no day".to_owned(), calendar::medium);
    let words = match &difference.what {
        Differs::Answer => "the answer is none that is accepted there.".to_owned(),
        Differs::Row(was, is) => format!("it says {}; the answer takes {}.", row(was), row(is)),
        Differs::Leads(was, is) => format!("it says that it leads to {}; it leads to {}.", or_none(was), or_none(is)),
        Differs::Words => {
            "what was asked or chosen does not read as it does in the strategy that it used. It may have \
                           been changed since it was written."
                .to_owned()
        }
        Differs::NoEnd => "its answers do not come to an end.".to_owned(),
        Differs::Ends(was, is) => format!("it says {}; its answers end at {}.", or_none(was), or_none(is)),
        Differs::Day(was, is) => format!("it says {}; it comes out as {}.", day(was), day(is)),
        Differs::Under(key) => format!("what it says under `{key}` does not come out of its answers."),
    };
    format!("{at}{words}")
}

fn noted(note: &Note) -> String {
    match note {
        Note::DateGiven => "its date was given with --today, and not taken from the clock.".to_owned(),
        Note::ClockWentBack => "the clock of the computer went back while it was held.".to_owned(),
        Note::WrittenBefore(other) => {
            format!("it says that it was written before {other}, which came before it. One of the clocks was wrong.")
        }
        Note::Practice => "it was held to practise.".to_owned(),
        Note::Late(look) => {
            format!("it says that it was written earlier, and was not here on {}.", calendar::medium(*look))
        }
        Note::Corrected(instead) => format!("it has been corrected: {instead} stands in its place."),
        Note::Corrects(record) => format!("it stands in the place of {record}."),
        Note::Outrun(later) => {
            format!("a later part, {later}, was written before this was put right: look at it again.")
        }
        Note::SameAnswers(others) => format!(
            "the same answers file made {} too. If that was not meant, correct one of them and say so.",
            others.join(", ")
        ),
        Note::Names(names) => format!("it names earlier records that are not here: {}.", names.join(", ")),
    }
}

fn shows(verified: &Verified, page: &mut Page) {
    let count = |is: &dyn Fn(&Checked) -> bool| verified.files.iter().filter(|file| is(file)).count();
    let lost = |file: &Checked| {
        let is_it = |(receipt, gone): &(Receipt, Gone)| {
            *gone == Gone::Lost && file.record.as_ref().is_some_and(|it| it.record == receipt.record)
        };
        verified.gone.iter().any(is_it)
    };
    // What another line calls wrong is not called in order here.
    let all = count(&|file| file.class.is_unchanged() && !file.class.is_wrong() && !lost(file));
    let same = count(&|file| file.class == Class::Same);
    let not = count(&|file| matches!(file.class, Class::NotDerived(_)));
    let newer = count(&|file| file.class == Class::Newer);
    match (all, verified.is_sound()) {
        (_, true) => page.put(0, &format!("{} exactly as written.", records(all, "is", "are"))),
        (0, false) => {}
        (1, false) => page.put(0, "The other record is exactly as written."),
        (many, false) => page.put(0, &format!("The other {many} records are exactly as written.")),
    }
    if same > 0 {
        page.put(0, &format!("{} derived again, row by row: the same outcome.", records(same, "was", "were")));
    }
    if not > 0 {
        page.put(0, &format!("{} unchanged, but cannot be derived again here.", records(not, "is", "are")));
    }
    if newer > 0 {
        page.put(0, &format!("{} made by a newer rethink and not checked.", records(newer, "was", "were")));
    }
    match verified.since {
        None => page.put(0, "This computer had seen none of these records before."),
        Some(since) => {
            let many = |is: &dyn Fn(&Gone) -> bool| verified.gone.iter().filter(|(_, gone)| is(gone)).count();
            let due = many(&|gone| matches!(gone, Gone::Due(_)));
            let gone = match many(&|gone| *gone == Gone::Lost) {
                0 if due > 0 => "none of those has changed, and what is gone was due".to_owned(),
                0 => "none of those has changed or gone".to_owned(),
                many => format!("{many} of those seen before changed or gone"),
            };
            let seen = verified.seen;
            page.put(
                0,
                &format!(
                    "This computer had seen {seen} of them before, the first on {}: {gone}.",
                    calendar::long(since)
                ),
            );
        }
    }
    for file in &verified.remembered {
        page.gap();
        page.put(
            0,
            "If somebody took a record away on purpose, note who decided it. This computer says so each time, as it \
             remembers what it saw here. To make it forget, take this file away:",
        );
        page.put(2, &shown_path(file));
    }
    page.gap();
    page.put(
        0,
        "This does not show who wrote a record, nor that what it says is true. It does not show that nothing was taken \
         away before this computer first looked. A check code from that time does, as in: rethink verify --expect K7QF-2M9T-XW3B-R6HD",
    );
}

/// "1 record is", "2 records are".
fn records(count: usize, one: &str, several: &str) -> String {
    if count == 1 { format!("1 record {one}") } else { format!("{count} records {several}") }
}

/// For a program: one document.
pub fn verified_json(verified: &Verified) -> String {
    let files: Vec<Value> = verified.files.iter().map(file).collect();
    let gone: Vec<Value> = verified
        .gone
        .iter()
        .map(|(receipt, gone)| {
            let class = match gone {
                Gone::Lost => "gone",
                Gone::Restored => "as-first-seen",
                Gone::Due(_) => "gone-when-due",
            };
            json!({
                "record": receipt.record,
                "sha256": receipt.sha256,
                "seen": receipt.seen.to_rfc3339(),
                "review-on": receipt.review_on.map(|day| day.to_string()),
                "class": class,
                "wrong": *gone == Gone::Lost,
            })
        })
        .collect();
    let codes: Vec<Value> = verified
        .codes
        .iter()
        .map(|coded| json!({ "code": coded.code, "record": coded.record, "missing": coded.missing }))
        .collect();
    let document = json!({
        "schema": "rethink-verify-1",
        "sound": verified.is_sound(),
        "files": files,
        "gone": gone,
        "codes": codes,
        "seen-before": verified.seen,
        "seen-since": verified.since.map(|day| day.to_string()),
    });
    in_json(&document)
}

fn file(file: &Checked) -> Value {
    let differences: Vec<Value> = match &file.class {
        Class::Differs(all) => {
            all.iter().map(|one| json!({ "entry": one.entry, "words": one_line(&difference(one)) })).collect()
        }
        _ => Vec::new(),
    };
    let service = match &file.class {
        Class::Copy(service) | Class::Conflict(service) | Class::Misnamed(service) => service.map(Service::name),
        _ => None,
    };
    let notes: Vec<Value> = file
        .notes
        .iter()
        .map(|note| match note {
            Note::DateGiven => json!({ "note": "date-given" }),
            Note::ClockWentBack => json!({ "note": "clock-went-back" }),
            Note::WrittenBefore(other) => json!({ "note": "written-before", "record": other }),
            Note::Practice => json!({ "note": "practice" }),
            Note::Late(day) => json!({ "note": "late", "not-here-on": day.to_string() }),
            Note::Corrected(instead) => json!({ "note": "corrected", "by": instead }),
            Note::Corrects(record) => json!({ "note": "corrects", "record": record }),
            Note::Outrun(later) => json!({ "note": "outrun", "later": later }),
            Note::SameAnswers(others) => json!({ "note": "same-answers", "records": others }),
            Note::Names(names) => json!({ "note": "names-missing", "records": names }),
        })
        .collect();
    json!({
        "file": file.path.to_string_lossy(),
        "record": file.record.as_ref().map(|it| &it.record),
        "sha256": file.record.as_ref().map(|it| &it.sha256),
        "check-code": file.record.as_ref().map(|it| check_code(&it.sha256)),
        "class": file.class.name(),
        "wrong": file.class.is_wrong(),
        "service": service,
        "differences": differences,
        "notes": notes,
    })
}
