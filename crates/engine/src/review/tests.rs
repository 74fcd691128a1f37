//! The program's own table (door, reference, wait, promised date, reason, check, writing), walked exhaustively.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::Arc;

use chrono::NaiveDate;
use chrono::TimeDelta;

use super::*;
use crate::finding::Source;
use crate::prompt::Answer;
use crate::session::Known;
use crate::session::Told;
use crate::settings::Settings;
use crate::strategy::Shelf;

const STRATEGY: &str = r#"format = 1
id = "table"
title = "A table"
version = "1"
source = "Invented"
verified = true
about = "child"

[[step]]
id = "agreed"
ask = "Do you agree?"
kind = "yes-no"
routes = [ { is = "yes", to = "settled" }, { to = "noted" } ]

[[outcome]]
id = "settled"
kind = "resolved"
text = "Settled."

[[outcome]]
id = "noted"
kind = "stopped"
text = "Noted."
"#;

fn session() -> Session {
    let mut shelf = Shelf::shipped();
    shelf.add("table", Source::open("table.toml".to_owned(), STRATEGY.to_owned()));
    let strategy = shelf.get("table").expect("a sound strategy");
    Session::start(&Arc::clone(&strategy), &shelf, Settings::default(), Known::default()).expect("a session")
}

fn day(after: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day") + TimeDelta::days(after)
}

/// Something that happens: each a minute after the one before.
fn event(review: &Review, what: What) -> Note {
    let first = DateTime::parse_from_rfc3339("2026-11-23T10:00:00+00:00").expect("a time");
    let at = review.latest.map_or(first, |latest| latest + TimeDelta::minutes(1));
    Note::Event(Box::new(Event { at, day: day(0), what, typed: None }))
}

fn follows(sha256: &str) -> Follows {
    Follows { record: "r".to_owned(), sha256: sha256.to_owned(), due: day(9), past_wait: false }
}

/// What the records of a case may say.
fn on_cases(review: &Review) -> Vec<Note> {
    let open = OpenDate { record: "r".into(), sha256: "1".into(), by: day(9), to: None, next: None };
    let waits = Awaited { record: "w".into(), sha256: "w".into(), due: day(9), words: "a reply".into() };
    let known = review.correcting.is_none().then(Known::default);
    let open_risk = |is_open: bool| review.correcting.is_none().then_some(is_open);
    let nothing = OnCase { known, open_risk: open_risk(false), ..OnCase::default() };
    let something = OnCase {
        open_risk: open_risk(true),
        open: vec![open],
        waits: vec![waits],
        records: vec!["1".into()],
        ..nothing.clone()
    };
    [nothing, something].map(|it| Note::OnCase(Box::new(it))).into()
}

/// Everything that a person can do where a review stands, and that may come between.
fn all(review: &Review) -> Vec<Note> {
    let sat = |after, by_file, damaged| Note::Sat(Sat { day: day(after), by_file, damaged });
    let mut notes = vec![sat(0, false, false), sat(1, false, false), sat(0, true, false), sat(0, false, true)];
    // `!` is open everywhere, but where they have left.
    if !matches!(review.next(), Due::Act | Due::Escalation) {
        notes.extend(Risk::ALL.map(|(_, risk)| event(review, What::AtRisk(risk))));
    }
    if review.may_go_back() {
        notes.push(Note::Back);
    }
    match review.next() {
        Due::Act | Due::Escalation | Due::Record | Due::Door(_) => {}
        Due::Reason => {
            let corrects = review.correcting.as_ref().expect("a correction").corrects.clone();
            notes.push(Note::Corrects(Corrects { reason: "A slip".into(), ..corrects }));
        }
        Due::Reference { may_wait } => {
            notes.push(Note::Case("PCC-1".into()));
            notes.extend(may_wait.then_some(Note::CaseLater));
        }
        Due::OnCase => notes.extend(on_cases(review)),
        Due::Wait => notes.push(Note::AnotherMatter),
        Due::Follows => notes.extend([Note::Follows(None), Note::Follows(Some(follows("1")))]),
        Due::Step(Next::UntilThen) => {
            notes.push(event(review, What::UntilThen { said: "The lead rings.".into(), from: None }));
        }
        Due::Step(_) => {
            let path = review.session.path();
            let answer = |id: &str| What::Answer {
                path: path.clone(),
                nth: None,
                answer: Answer::Choice(id.into()),
                on: None,
                from: None,
            };
            notes.extend(["yes", "no"].map(|id| event(review, answer(id))));
            notes.push(event(review, What::Withdrawn { why: "Solved".into() }));
        }
        Due::Check => {
            notes.extend([Note::Write, Note::Case("PCC-2".into()), Note::Also(vec!["HV-1".into()])]);
            let first = review.session.first_event();
            let events = review.session.events();
            let answer = (first..events.len()).find(|it| matches!(events[*it].what, What::Answer { .. }));
            notes.extend(answer.map(Note::Change));
        }
    }
    notes
}

/// Where a review stands, as far as anything can tell two of them apart from here on. Times are none of it.
fn stands(review: &Review) -> String {
    let mut key = format!("{:?}", review.next());
    let was_at_risk = risks(review).iter().any(|risk| *risk != Risk::No);
    let said: Vec<String> = review
        .session
        .events()
        .iter()
        .filter(|event| !matches!(event.what, What::AtRisk(_) | What::Told(_)))
        .map(|event| format!("{:?}", event.what))
        .collect();
    write!(
        key,
        "{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{was_at_risk}{said:?}{}",
        review.about_risk,
        review.leaves,
        review.reference,
        review.records,
        review.is_another_matter,
        review.writing,
        review.case,
        review.also,
        review.following,
        review.on_case,
        review.session.risk(),
        review.correcting.as_ref().map(|it| &it.corrects.reason),
        review.session.is_risk_open(),
    )
    .expect("a string takes all");
    key
}

fn risks(review: &Review) -> Vec<Risk> {
    let risk = |event: &Event| if let What::AtRisk(risk) = event.what { Some(risk) } else { None };
    review.session.events().iter().filter_map(risk).collect()
}

/// What must be so wherever a review stands.
fn holds(review: &Review, notes: &[Note], before: usize) {
    let told = || format!("{notes:#?}");
    match review.next() {
        // Nothing is asked of anybody before the safety questions of this sitting.
        Due::Door(AtDoor::Sitting) | Due::Act | Due::Escalation => {}
        _ => assert_eq!(review.about_risk, AboutRisk::Answered, "{}", told()),
    }
    if matches!(review.next(), Due::Record) {
        assert!(review.case.is_some(), "{}", told());
        assert!(matches!(review.session.next(), Next::End(_)), "{}", told());
        assert!(!review.session.risk().is_none_or(|risk| risk == Risk::Acting), "{}", told());
        // Whoever was not sure has been asked once more since the word was given.
        let asked = notes
            .iter()
            .rev()
            .take_while(|note| **note != Note::Write)
            .any(|note| matches!(note, Note::Event(event) if matches!(event.what, What::AtRisk(_))));
        assert!(review.session.risk() != Some(Risk::NotSure) || asked, "{}", told());
        let to_say = review.may_follow() && !review.on_case.open.is_empty();
        assert!(!to_say || review.following != Following::NotKnown, "{}", told());
        assert_eq!(review.records, Records::Read, "{}", told());
    }
    // Every answer about risk stays, whatever was taken back.
    let given = notes.iter().filter(|note| matches!(note, Note::Event(event) if matches!(event.what, What::AtRisk(_))));
    assert_eq!(risks(review).len(), before + given.count(), "{}", told());
}

/// Walks every way from a start, and gives back how many places there are and from how many the record can be written.
fn walk(start: &Review) -> (usize, usize) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut back: Vec<Vec<usize>> = Vec::new();
    let mut ends = Vec::new();
    let mut open = VecDeque::from([(start.clone(), Vec::new(), None::<usize>)]);
    while let Some((review, notes, from)) = open.pop_front() {
        let key = stands(&review);
        let (place, is_new) = match seen.get(&key) {
            Some(place) => (*place, false),
            None => (seen.len(), true),
        };
        if is_new {
            seen.insert(key, place);
            back.push(Vec::new());
        }
        back[place].extend(from);
        if !is_new {
            continue;
        }
        holds(&review, &notes, risks(start).len());
        // The same notes come to the same review, from the start.
        let mut again = start.clone();
        for note in &notes {
            let admitted = again.admit(Note::clone(note)).expect("a note that was admitted");
            again.apply(admitted);
        }
        assert_eq!(stands(&again), stands(&review), "{notes:#?}");
        if matches!(review.next(), Due::Record) {
            ends.push(place);
        }
        for note in all(&review) {
            let admitted = review.admit(note.clone()).unwrap_or_else(|_| panic!("{notes:#?}\nthen {note:#?}"));
            let mut more = notes.clone();
            more.push(note);
            open.push_back((admitted.review().clone(), more, Some(place)));
        }
    }
    // From everywhere there is a way to the record.
    let mut reach: BTreeSet<usize> = BTreeSet::new();
    let mut todo = ends;
    while let Some(place) = todo.pop() {
        if reach.insert(place) {
            todo.extend(&back[place]);
        }
    }
    (seen.len(), reach.len())
}

#[test]
fn every_way_through_a_review_asks_about_risk_first_and_leads_to_its_record() {
    let (places, reach) = walk(&Review::new(session()));
    assert_eq!(places, reach);
    assert!(places > 1_000, "{places}");
}

#[test]
fn every_way_through_a_correction_asks_about_risk_first_and_leads_to_its_record() {
    let before = Review::new(session());
    let Note::Event(said) = event(&before, What::AtRisk(Risk::No)) else { unreachable!("an event") };
    let mut session = session();
    session.accept(said.as_ref().clone()).expect("an answer");
    let was = Was {
        case: "PCC-1".into(),
        also: Vec::new(),
        follows: Some(follows("1")),
        said: vec![said.what.clone()],
        written: said.at,
    };
    let corrects = Corrects { record: "r".into(), sha256: "2".into(), day: day(0), reason: String::new() };
    let mut start = Review::correction(session, Correcting { corrects, was });
    start.apply(start.admit(Note::Case("PCC-1".into())).expect("a case"));
    let (places, reach) = walk(&start);
    assert_eq!(places, reach);
    assert!(places > 500, "{places}");
}

#[test]
fn what_is_not_due_is_not_admitted() {
    let review = Review::new(session());
    assert!(review.admit(Note::Write).is_err());
    let told = Told { whom: "Duty".into(), when: day(0).into(), said: "They see to it".into() };
    assert!(review.admit(event(&review, What::Told(told))).is_ok());
    let answer = What::Answer { path: "elsewhere".into(), nth: None, answer: Answer::Done, on: None, from: None };
    assert!(review.admit(event(&review, answer)).is_err());
}
