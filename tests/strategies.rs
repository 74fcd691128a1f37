//! Every shipped strategy: sound, and every route of it walked to an outcome.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use chrono::DateTime;
use chrono::NaiveDate;

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
use rethink::session::DueIs;
use rethink::session::End;
use rethink::session::Event;
use rethink::session::Known;
use rethink::session::Next;
use rethink::session::Origin;
use rethink::session::Risk;
use rethink::session::Session;
use rethink::session::What;
use rethink::settings::Settings;
use rethink::strategy::Does;
use rethink::strategy::OPEN_RISK;
use rethink::strategy::OutcomeKind;
use rethink::strategy::Shelf;
use rethink::strategy::Step;
use rethink::strategy::Strategy;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn event(what: What) -> Event {
    let at = DateTime::parse_from_rfc3339("2026-11-23T10:00:00+00:00").unwrap();
    Event { at, day: today(), what, typed: None }
}

/// One answer of every kind that a row could tell apart.
fn every_answer(prompt: &Prompt) -> Vec<Answer> {
    let person = |role: &str| Person { role: role.into(), agency: "A".into() };
    let action = Action { what: "visit".into(), who: "worker".into(), by: Some(today()), ..Action::default() };
    let mut all = match prompt.kind {
        Kind::YesNo | Kind::Choice => prompt.options.iter().map(|option| Answer::Choice(option.id.clone())).collect(),
        Kind::Choices => prompt.options.iter().map(|option| Answer::Choices(vec![option.id.clone()])).collect(),
        Kind::Line | Kind::Text => vec![Answer::Text("words".into())],
        Kind::Lines => vec![Answer::Lines(vec!["words".into()])],
        Kind::Date => vec![Answer::Date(Moment::from(today()))],
        Kind::Number => vec![Answer::Number(prompt.at_least.unwrap_or(1))],
        Kind::People => vec![Answer::People(vec![person("a"), person("b")])],
        Kind::Actions => vec![Answer::Actions(vec![action])],
    };
    all.extend([Answer::WhyNot("a reason".into()), Answer::DontKnow, Answer::Blank]);
    all.retain(|answer| prompt.accept(answer.clone()).as_ref() == Ok(answer));
    assert!(!all.is_empty(), "nothing can be said to: {}", prompt.ask);
    all
}

fn answers_to(step: &Step) -> Vec<Answer> {
    match &step.does {
        Does::Ask(prompt) => every_answer(prompt),
        Does::Say(_) => vec![Answer::Done],
        Does::Run(_) => Vec::new(),
    }
}

/// Takes, at each place, the answer that has been taken least often there; every other time any answer, so that
/// what two places have in common does not hide a row from it. A walk begins at the start, or where an earlier one
/// first came to a place: so places far from the start are found too. The same walks every time.
struct Walker {
    taken: BTreeMap<(String, usize), usize>,
    places: BTreeMap<String, Session>,
    dice: u64,
}

impl Walker {
    fn new() -> Self {
        Self { taken: BTreeMap::new(), places: BTreeMap::new(), dice: 1 }
    }

    fn throw(&mut self) -> usize {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.dice >> 33).unwrap()
    }

    fn pick(&mut self, place: &str, of: usize) -> usize {
        let thrown = self.throw();
        if thrown.is_multiple_of(2) {
            return (thrown / 2) % of;
        }
        let least =
            (0..of).min_by_key(|which| self.taken.get(&(place.to_owned(), *which)).copied().unwrap_or(0)).unwrap();
        *self.taken.entry((place.to_owned(), least)).or_default() += 1;
        least
    }

    /// Another answer about risk, where it is taken over once more; or the same one taken over.
    fn risk(&mut self, session: &Session, place: &str) -> What {
        let risks: Vec<Risk> = Risk::ALL.iter().map(|(_, risk)| *risk).filter(|risk| *risk != Risk::Acting).collect();
        let risk = risks[self.pick(&format!("{place} risk"), risks.len())];
        let Next::Take(_, answer, from) = session.next() else { unreachable!() };
        if session.risk() == Some(risk) {
            return What::Answer { path: session.path(), nth: None, answer, on: None, from: Some(from) };
        }
        What::AtRisk(risk)
    }

    /// Walks one strategy to its end.
    fn walk(&mut self, strategy: &std::sync::Arc<Strategy>, shelf: &Shelf) -> Session {
        let from = self.throw();
        let known = self.places.len();
        let place = (from.is_multiple_of(2) && known > 0).then(|| (from / 2) % known);
        let mut session = match place.and_then(|place| self.places.values().nth(place)) {
            Some(session) => session.clone(),
            None => {
                let mut session = Session::start(strategy, shelf, Settings::default(), Known::default()).unwrap();
                let risks: Vec<Risk> =
                    Risk::ALL.iter().map(|(_, risk)| *risk).filter(|risk| *risk != Risk::Acting).collect();
                session.accept(event(What::AtRisk(risks[self.pick("risk", risks.len())]))).unwrap();
                session
            }
        };
        for _ in 0..500 {
            let path = session.path();
            let place = format!("{}/{path}/{}", session.legs().len(), session.rounds(&path));
            if !self.places.contains_key(&place) {
                self.places.insert(place.clone(), session.clone());
            }
            let what = match session.next() {
                Next::End(_) => return session,
                Next::About(may) => What::About(may[self.pick("about", may.len())].clone()),
                Next::Date(path, limit) => {
                    What::Dated { path, by: limit.unwrap_or(today()), how: Dating::Typed, why: None }
                }
                Next::UntilThen => What::UntilThen { said: "the visits go on".into(), from: None },
                // The risk may have changed since it was asked first, in this session or by the next.
                Next::Take(_, _, from) if from == Origin::Taken("at-risk".to_owned()) && session.fired().len() > 1 => {
                    self.risk(&session, &place)
                }
                // What is open on the case may have changed too.
                Next::Take(_, _, from) if from == Origin::Taken(OPEN_RISK.to_owned()) => {
                    let is_open = self.pick(&format!("{place} open"), 2) == 1;
                    session.risk_on_the_case(is_open);
                    let Next::Take(_, answer, from) = session.next() else { unreachable!("{place}") };
                    What::Answer { path: session.path(), nth: None, answer, on: None, from: Some(from) }
                }
                Next::Take(_, answer, from) => {
                    What::Answer { path: session.path(), nth: None, answer, on: None, from: Some(from) }
                }
                Next::Happened(..) => {
                    if self.pick(&format!("{place} happened"), 4) == 0 {
                        What::Answer {
                            path: session.path(),
                            nth: None,
                            answer: Answer::NoReply,
                            on: Some(today()),
                            from: None,
                        }
                    } else {
                        What::Happened { path: session.path(), on: today() }
                    }
                }
                Next::Ask(asked) => {
                    let answers = answers_to(asked.step);
                    let nth = asked.nth.map(|(nth, _)| nth);
                    let answer = answers[self.pick(&place, answers.len())].clone();
                    What::Answer { path: session.path(), nth, answer, on: None, from: None }
                }
                Next::StopAndAct | Next::WhyWithdrawn | Next::WhyElsewhere => {
                    panic!("a shipped row leaves by itself at {place}")
                }
            };
            session.accept(event(what)).unwrap_or_else(|_| panic!("an answer did not fit at {place}"));
        }
        panic!("{} does not come to an end", strategy.id);
    }
}

fn making() -> Making {
    let at = DateTime::parse_from_rfc3339("2026-11-23T11:00:00+00:00").unwrap();
    Making {
        case: "PCC-48213".into(),
        also: Vec::new(),
        typed_by: None,
        follows: None,
        date: today(),
        began: at,
        written: at,
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
    }
}

#[test]
fn every_route_of_every_shipped_strategy_leads_to_an_outcome() {
    let shelf = Shelf::shipped();
    for (id, _) in rethink::strategy::SHIPPED {
        let strategy = shelf.get(id).unwrap_or_else(|| panic!("{id} is not sound: {}", shelf.findings()[0].text(100)));
        let mut left: BTreeSet<(String, Option<usize>)> = BTreeSet::new();
        for step in &strategy.steps {
            if step.routes.is_empty() {
                left.insert((step.id.clone(), None));
            }
            left.extend((1..=step.routes.len()).map(|row| (step.id.clone(), Some(row))));
        }
        let mut ends: BTreeSet<usize> = (0..strategy.outcomes.len()).collect();
        let mut walker = Walker::new();
        let mut walks = 0;
        while !(left.is_empty() && ends.is_empty()) {
            walks += 1;
            assert!(walks <= 1000, "{id}: never taken: {left:?}, never reached: {ends:?}");
            let session = walker.walk(&strategy, &shelf);
            for fired in session.fired().iter().filter(|fired| fired.leg == 0) {
                left.remove(&(fired.path.clone(), fired.row));
            }
            let Next::End(end) = session.next() else { unreachable!() };
            if session.legs().len() == 1 {
                let End::Outcome(place) = end else { panic!("{id} ends in {end:?}") };
                ends.remove(place);
            } else {
                let onward = strategy.outcomes.iter().position(|outcome| {
                    outcome.kind == OutcomeKind::Onward && outcome.next.as_ref() == Some(&session.legs()[1].id)
                });
                ends.remove(&onward.unwrap());
            }
            look_at_record(&session, &strategy, &shelf);
        }
    }
}

/// Whatever a walk comes to, its record reads back, and its answers lead to the same end again.
fn look_at_record(session: &Session, first: &std::sync::Arc<Strategy>, shelf: &Shelf) {
    let record = make(session, &making()).unwrap().unwrap();
    let back = Record::read(&record.text).unwrap();
    assert_eq!(back, record);
    let events = back.events().unwrap();
    assert_eq!(events, session.events());
    let mut again = Session::start(first, shelf, Settings::default(), Known::default()).unwrap();
    for event in events {
        again.accept(event).unwrap();
    }
    let (Next::End(one), Next::End(other)) = (session.next(), again.next()) else { panic!("no end") };
    assert_eq!(one, other);
    let Some(outcome) = &record.head.outcome else { panic!("no outcome") };
    if outcome.kind == "handover" {
        let handover = record.head.handover.as_ref().expect("a receiver and a date");
        assert!(!handover.counted.is_empty());
        assert!(!record.body.until_then.is_empty(), "what keeps the child safe until then");
        assert!(!record.body.reason.is_empty(), "{} has no reason in the person's words", outcome.id);
        assert!(!record.body.tell.is_empty(), "{} tells nobody", outcome.id);
        assert!(record.head.facts.contains_key("childs-view"), "{} says nothing of the child's view", outcome.id);
    }
    if outcome.kind == "review" {
        assert!(record.head.look_again.is_some());
    }
    assert!(matches!(session.due(), DueIs::On(_) | DueIs::None));
}

/// What was said about risk stays said: what was taken over from it before does not come back as it was.
fn risk_changed(session: &Session) -> bool {
    let open = session.events().iter().filter_map(|event| match &event.what {
        What::Answer { answer, from: Some(from), .. } if *from == Origin::Taken(OPEN_RISK.to_owned()) => Some(answer),
        _ => None,
    });
    // What was taken over before it changed on the case.
    let no = Answer::Choice("no".to_owned());
    let has_changed = session.is_risk_open() && open.clone().any(|answer| *answer == no)
        || !session.is_risk_open() && session.risk() == Some(Risk::No) && open.clone().any(|answer| *answer != no);
    session.events().iter().filter(|event| matches!(event.what, What::AtRisk(_))).count() > 1 || has_changed
}

#[test]
fn going_back_and_forth_leads_to_the_same_place() {
    let shelf = Shelf::shipped();
    for (id, _) in rethink::strategy::SHIPPED {
        let strategy = shelf.get(id).unwrap();
        let mut walker = Walker::new();
        for _ in 0..10 {
            let session = walker.walk(&strategy, &shelf);
            if risk_changed(&session) {
                continue;
            }
            for back in [1, 3, 8] {
                let mut again = session.clone();
                let mut taken: Vec<Event> = Vec::new();
                for _ in 0..back {
                    let before = again.events().to_vec();
                    if !again.back() {
                        break;
                    }
                    taken.splice(0..0, before[again.events().len()..].iter().cloned());
                }
                for event in taken {
                    again.accept(event).unwrap();
                }
                assert_eq!(again.events(), session.events(), "{id}");
                assert_eq!(again.given(), session.given(), "{id}");
            }
        }
    }
}

#[test]
fn changing_an_answer_keeps_what_is_still_asked() {
    let shelf = Shelf::shipped();
    let strategy = shelf.get("rethink-2").unwrap();
    let mut walker = Walker::new();
    for _ in 0..30 {
        let session = walker.walk(&strategy, &shelf);
        if risk_changed(&session) {
            continue;
        }
        for place in 0..session.events().len() {
            let mut changed = session.clone();
            if !changed.change(place) {
                continue;
            }
            // The same answer once more brings back everything behind it.
            let same = session.events()[place].clone();
            changed.accept(same).unwrap();
            while let Next::Take(_, answer, from) = changed.next() {
                let what = What::Answer { path: changed.path(), nth: None, answer, on: None, from: Some(from) };
                changed.accept(event(what)).unwrap();
            }
            assert!(
                matches!(changed.next(), Next::End(_)),
                "at {place}: {:?}\n{:?}",
                session.events()[place],
                changed.next()
            );
            assert!(changed.no_longer_needed().is_empty());
        }
    }
}

/// When the people who took part are changed, what one of them said is not given to another.
#[test]
fn nobody_s_words_are_given_to_another() {
    let shelf = Shelf::shipped();
    let strategy = shelf.get("five-steps").unwrap();
    let session = Walker::new().walk(&strategy, &shelf);
    let of_people = |event: &Event| matches!(&event.what, What::Answer { path, .. } if path == "people");
    let place = session.events().iter().position(of_people).unwrap();
    let mut changed = session.clone();
    assert!(changed.change(place));
    let people = vec![
        Person { role: "somebody else".into(), agency: "A".into() },
        Person { role: "b".into(), agency: "A".into() },
    ];
    let what = What::Answer { path: "people".into(), nth: None, answer: Answer::People(people), on: None, from: None };
    changed.accept(event(what)).unwrap();
    // Everything that is not asked of each person is taken up again as far as the first question that is.
    let Next::Ask(asked) = changed.next() else { panic!("nothing is asked") };
    assert_eq!((asked.step.id.as_str(), asked.nth), ("views", Some((0, "somebody else, A".to_owned()))));
}
