//! Any mix of answering, going back, changing and carrying on: the record is that of the direct path.
#![no_main]

use std::sync::Arc;

use chrono::DateTime;
use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;
use rethink::calendar::Moment;
use rethink::prompt::Action;
use rethink::prompt::Answer;
use rethink::prompt::Kind;
use rethink::prompt::Person;
use rethink::prompt::Prompt;
use rethink::record::Making;
use rethink::record::Record;
use rethink::record::make;
use rethink::session::Dating;
use rethink::session::Event;
use rethink::session::Known;
use rethink::session::Next;
use rethink::session::Risk;
use rethink::session::Session;
use rethink::session::What;
use rethink::settings::Settings;
use rethink::strategy::Does;
use rethink::strategy::SHIPPED;
use rethink::strategy::Shelf;
use rethink::strategy::Strategy;

thread_local! {
    static SHELF: Shelf = Shelf::shipped();
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

/// Bytes that decide, one after another; then noughts.
struct Dice<'a>(&'a [u8]);

impl Dice<'_> {
    fn pick(&mut self, of: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first) % of
    }
}

/// One answer of each sort that the prompt accepts.
fn answers(prompt: &Prompt) -> Vec<Answer> {
    let person = |role: &str| Person { role: role.into(), agency: "A".into() };
    let action = Action { what: "visit".into(), who: "worker".into(), by: Some(today()), ..Action::default() };
    let mut all: Vec<Answer> = match prompt.kind {
        Kind::YesNo | Kind::Choice => prompt.options.iter().map(|option| Answer::Choice(option.id.clone())).collect(),
        Kind::Choices => prompt.options.iter().map(|option| Answer::Choices(vec![option.id.clone()])).collect(),
        Kind::Line | Kind::Text => vec![Answer::Text("words".into()), Answer::Text("# rethink-sha256: 0\n[[entry]]".into())],
        Kind::Lines => vec![Answer::Lines(vec!["words".into()])],
        Kind::Date => vec![Answer::Date(Moment::from(today()))],
        Kind::Number => vec![Answer::Number(prompt.at_least.unwrap_or(1))],
        Kind::People => vec![Answer::People(vec![person("a"), person("b")]), Answer::People(vec![person("a")])],
        Kind::Actions => vec![Answer::Actions(vec![action])],
    };
    all.extend([Answer::WhyNot("a reason".into()), Answer::DontKnow, Answer::Blank]);
    all.retain(|answer| prompt.accept(answer.clone()).as_ref() == Ok(answer));
    all
}

/// What is said next. None at the end.
fn said(session: &Session, dice: &mut Dice<'_>) -> Option<What> {
    let answer = |answer, nth| What::Answer { path: session.path(), nth, answer, on: None, from: None };
    Some(match session.next() {
        Next::End(_) | Next::StopAndAct => return None,
        Next::About(may) => What::About(may[dice.pick(may.len())].clone()),
        Next::Date(path, limit) => What::Dated { path, by: limit.unwrap_or(today()), how: Dating::Typed, why: None },
        Next::UntilThen => What::UntilThen { said: "the visits go on".into(), from: None },
        Next::WhyWithdrawn => What::Withdrawn { why: "words".into() },
        Next::WhyElsewhere => What::Elsewhere { to: "another way".into(), why: "words".into() },
        Next::Take(_, answer, from) => {
            What::Answer { path: session.path(), nth: None, answer, on: None, from: Some(from) }
        }
        Next::Happened(..) if dice.pick(4) == 1 => What::Answer {
            path: session.path(),
            nth: None,
            answer: Answer::NoReply,
            on: Some(today()),
            from: None,
        },
        Next::Happened(..) => What::Happened { path: session.path(), on: today() },
        Next::Ask(asked) => match &asked.step.does {
            Does::Ask(prompt) => {
                let mut all = answers(prompt);
                answer(all.swap_remove(dice.pick(all.len())), asked.nth.map(|(nth, _)| nth))
            }
            _ => answer(Answer::Done, None),
        },
    })
}

fn begun(strategy: &Arc<Strategy>, shelf: &Shelf) -> Session {
    Session::start(strategy, shelf, Settings::default(), Known::default()).expect("a shipped strategy")
}

fn record(session: &Session) -> Option<Record> {
    let making = Making {
        case: "PCC-48213".into(),
        also: Vec::new(),
        typed_by: None,
        follows: None,
        date: today(),
        began: DateTime::parse_from_rfc3339("2026-11-23T10:00:00+00:00").expect("a time"),
        written: DateTime::parse_from_rfc3339("2026-11-23T11:00:00+00:00").expect("a time"),
        name: "k7qf2m4x".into(),
        review: "k7qf2m4x".into(),
        part: 1,
        continues: None,
        corrects: None,
        explains: None,
        earlier: Vec::new(),
        date_given: true,
        clock_went_back: false,
        practice: false,
        answers_sha256: None,
        retention: None,
        own: Vec::new(),
        salt: "00".into(),
    };
    make(session, &making).map(|record| record.expect("any session can be written"))
}

fuzz_target!(|bytes: &[u8]| {
    SHELF.with(|shelf| {
        let mut dice = Dice(bytes);
        let strategy = shelf.get(SHIPPED[dice.pick(SHIPPED.len())].0).expect("a shipped strategy");
        let at = DateTime::parse_from_rfc3339("2026-11-23T10:00:00+00:00").expect("a time");
        let event = |what| Event { at, day: today(), what, typed: None };
        let mut session = begun(&strategy, shelf);
        session.accept(event(What::AtRisk(Risk::No))).expect("accepted");
        // Bytes are used up, and noughts then lead to an end.
        for turn in 0..400 {
            match dice.pick(8) {
                5 => drop(session.back()),
                6 => drop(session.change(dice.pick(session.events().len().max(1)))),
                7 => {
                    let mut again = begun(&strategy, shelf);
                    for event in session.events() {
                        again.accept(event.clone()).expect("what was accepted is accepted again");
                    }
                    session = again;
                }
                _ => {
                    let Some(what) = said(&session, &mut dice) else { break };
                    session.accept(event(what)).unwrap_or_else(|_| panic!("turn {turn}: what was asked is not accepted"));
                }
            }
        }
        let mut direct = begun(&strategy, shelf);
        for event in session.events() {
            direct.accept(event.clone()).expect("the direct path is open");
        }
        let (one, other) = (record(&session), record(&direct));
        assert_eq!(one.as_ref().map(|it| &it.text), other.as_ref().map(|it| &it.text));
        if let Some(record) = one {
            let back = Record::read(&record.text).expect("it reads back");
            assert_eq!(back.events().expect("events"), session.events());
        }
    });
});
