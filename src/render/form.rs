//! A form that a strategy issues, filled in from what was said on the case. Names and telephones are left blank:
//! they are written by hand, outside the program.

use chrono::NaiveDate;

use crate::calendar;
use crate::calendar::Calendar;
use crate::caution::identifiers;
use crate::journal::Entry;
use crate::record::Head;
use crate::record::risks_in;
use crate::records::Righted;
use crate::records::Standing;
use crate::records::story;
use crate::render::answer;
use crate::render::page::Page;
use crate::render::page::one_line;
use crate::render::standing::stands;
use crate::render::story::days;
use crate::render::story::on_risk;
use crate::strategy::Form;
use crate::strategy::Strategy;

/// A line to write on.
const BLANK: &str = "________________________________";

/// What was said in one sitting of the case.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The strategy.
    pub strategy: &'a str,
    /// The review.
    pub review: &'a str,
    /// The day of its record, or today.
    pub date: NaiveDate,
    /// Everything that happened, in order.
    pub entries: &'a [Entry],
}

/// What a form is filled in from.
#[derive(Debug, Clone, Copy)]
pub struct Filling<'a> {
    /// The case reference.
    pub case: &'a str,
    /// The strategy that issues the form.
    pub strategy: &'a Strategy,
    /// The review that issues it.
    pub review: &'a str,
    /// What was said on the case, oldest first.
    pub told: &'a [Told<'a>],
    /// The records of the case.
    pub heads: &'a [(Head, String)],
    /// Which of them stand.
    pub standing: &'a Standing<'a>,
    /// What they say of facts that were put right.
    pub righted: &'a Righted,
    /// Today.
    pub today: NaiveDate,
    /// The working days that count.
    pub calendar: &'a Calendar,
}

/// A form to print, to read aloud or to send.
pub fn form(form: &Form, filling: &Filling<'_>, width: usize) -> String {
    let mut page = Page::new(width);
    page.heading(0, &form.title);
    if let Some(role) = &form.receiver {
        page.put(0, &format!("For {}.", filling.strategy.role(role)));
    }
    if let Some(text) = &form.text {
        page.put(0, text);
    }
    page.gap();
    page.put(0, &format!("Case reference: {}", filling.case));
    page.put(0, &format!("Filled in on {}", calendar::long(filling.today)));
    for field in &form.fields {
        match field.as_str() {
            "case.tried" => tried(filling, &mut page),
            "case.since" => since(filling, &mut page),
            "case.risk" => risk(filling, &mut page),
            "case.until-then" => until_then(filling, &mut page),
            path => answered(path, filling, &mut page),
        }
    }
    if !form.blanks.is_empty() {
        page.heading(0, "To be written by hand");
        for blank in &form.blanks {
            page.gap();
            page.put(0, &format!("{blank}:"));
            page.put(0, BLANK);
        }
    }
    page.text()
}

/// What was tried and when: one line for each record of the case.
fn tried(filling: &Filling<'_>, page: &mut Page) {
    page.gap();
    page.put(0, "What has been tried, and when");
    let story = story(filling.heads, filling.standing, filling.righted, &[], filling.today, filling.calendar);
    // The review that issues the form is not among what was tried before it, nor is what came after.
    let stand = story.chapters.iter().filter(|chapter| chapter.instead.is_none());
    let heads = stand.map(|chapter| chapter.head);
    let before: Vec<&Head> = heads.take_while(|head| head.review != filling.review).collect();
    for head in &before {
        let words = format!("{}: {}. {}.", calendar::medium(head.date), head.strategy.title, stands(head));
        page.item(2, "-", &one_line(&words));
    }
    if before.is_empty() {
        page.put(2, "There is no earlier record of this case here.");
    }
}

/// How long the concern has been there.
fn since(filling: &Filling<'_>, page: &mut Page) {
    page.gap();
    page.put(0, "First raised");
    // What is being said now, and otherwise what the story of the case says.
    let raised = |entry: &&Entry| entry.fact.as_deref() == Some("raised-on") && entry.carried_from.is_none();
    let now = filling.told.last().and_then(|told| told.entries.iter().rev().find(raised));
    let story = story(filling.heads, filling.standing, filling.righted, &[], filling.today, filling.calendar);
    let raised = now.and_then(|entry| entry.date).or(story.raised);
    match raised {
        Some(raised) => {
            let long =
                days(filling.calendar.working_days_between(raised, filling.today), (filling.today - raised).num_days());
            page.put(2, &format!("{}: {long} ago", calendar::long(raised)));
        }
        None => page.put(2, BLANK),
    }
}

/// Each answer about risk on the case, oldest first: the day that it counts as, and when it was typed.
fn risk(filling: &Filling<'_>, page: &mut Page) {
    page.gap();
    page.put(0, "Is there a risk of significant harm to a child?");
    let mut answers: Vec<_> = filling.told.iter().flat_map(|told| risks_in(told.entries, told.date, "")).collect();
    answers.sort_by_key(|risk| (risk.day, risk.at));
    // A file answers it once for every time that it is asked: the same answer, seconds later, is one.
    answers.dedup_by(|later, first| {
        let seconds = later.at.zip(first.at).map(|(later, first)| (later - first).num_seconds());
        later.answer == first.answer && later.day == first.day && seconds.is_some_and(|seconds| seconds <= 2)
    });
    for risk in &answers {
        page.item(2, "-", &on_risk(risk));
    }
    if answers.is_empty() {
        page.put(2, "It was not asked.");
    }
}

/// The newest answer on the case about what keeps the child safe, whether a step asked it or the program itself.
fn until_then(filling: &Filling<'_>, page: &mut Page) {
    let says = |entry: &&Entry| {
        let own = entry.what.as_deref() == Some("until-then");
        entry.said.is_some() && (own || entry.fact.as_deref() == Some("until-then"))
    };
    let found = filling.told.iter().rev().find_map(|told| Some((told, told.entries.iter().rev().find(says)?)));
    page.gap();
    let Some((told, entry)) = found else {
        page.put(0, "Keeping the child safe");
        return page.put(2, BLANK);
    };
    page.put(0, &format!("Keeping the child safe ({})", calendar::medium(told.date)));
    page.put(2, &without_identifiers(answer::answer(entry).trim_end(), filling.today));
}

/// The newest answer to a step, of this review or of another strategy on the case.
fn answered(path: &str, filling: &Filling<'_>, page: &mut Page) {
    let (strategy, step, own) = match path.split_once('.') {
        Some((strategy, step)) if filling.strategy.at(path).is_none() => (strategy, step, false),
        _ => (filling.strategy.id.as_str(), path, true),
    };
    let is_it = |entry: &&Entry, told: &Told<'_>| {
        entry.what.is_none()
            && entry.step.as_deref() == Some(step)
            && entry.strategy.as_deref().unwrap_or(told.strategy) == strategy
    };
    let found = filling
        .told
        .iter()
        .rev()
        .filter(|told| !own || told.review == filling.review)
        .map(|told| (told.date, latest(&told.entries.iter().filter(|entry| is_it(entry, told)).collect::<Vec<_>>())))
        .find(|(_, entries)| !entries.is_empty());
    // What was not asked has no place on the form.
    let Some((date, found)) = found else { return };
    let label = found.first().and_then(|entry| entry.label.as_deref()).unwrap_or(step);
    let when = if own { String::new() } else { format!(" ({strategy}, {})", calendar::medium(date)) };
    page.gap();
    page.put(0, &one_line(&format!("{label}{when}")));
    for entry in found {
        let words = without_identifiers(answer::answer(entry).trim_end(), filling.today);
        match &entry.of {
            Some(of) => page.item(2, "-", &format!("{}: {words}", one_line(of))),
            None => page.put(2, &words),
        }
    }
}

/// The last time round: one answer, or one for each entry.
fn latest<'a>(entries: &[&'a Entry]) -> Vec<&'a Entry> {
    let first = entries.iter().rposition(|entry| entry.nth.is_none_or(|nth| nth == 1)).unwrap_or(0);
    entries[first..].to_vec()
}

/// The same words without what looks as if it could identify somebody.
fn without_identifiers(words: &str, today: NaiveDate) -> String {
    let mut words = words.to_owned();
    let mut found = identifiers(&words, today);
    found.sort_by_key(|caution| caution.place.start);
    for caution in found.into_iter().rev() {
        words.replace_range(caution.place.clone(), "[left out]");
    }
    words
}
