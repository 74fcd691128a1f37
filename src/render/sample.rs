//! Records made by hand, for the tests of this folder.

use std::collections::BTreeMap;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;
use serde_json::Value;

use crate::journal::Entry;
use crate::journal::Used;
use crate::journal::WrittenAction;
use crate::journal::WrittenPerson;
use crate::record::Body;
use crate::record::Handover;
use crate::record::Head;
use crate::record::KeptSafe;
use crate::record::OfOutcome;
use crate::record::OfStrategy;
use crate::record::Reason;
use crate::record::Record;
use crate::record::Tell;
use crate::record::Waiting;

/// Words with everything in them that must not reach a screen.
pub(crate) const NASTY: &str = "a\u{1b}[31mred\u{9b}31m \u{202e}back\u{2066}wards\u{7} \r tab\t \u{61c}\u{0}end\u{7f}";

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn moment(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).expect("a moment")
}

fn head() -> Head {
    Head {
        format: 1,
        record: "2026-12-18_PCC-48213_rethink-2_k7qf2m4x".into(),
        case: "PCC-48213".into(),
        date: day("2026-12-18"),
        about: "child".into(),
        strategy: OfStrategy {
            id: "rethink-2".into(),
            title: "Re-think strategy 2: everyone who works with the family".into(),
            version: "2026.1".into(),
            sha256: "0123456789abcdef".repeat(4),
        },
        outcome: None,
        handover: None,
        look_again: None,
        waiting: None,
        at_risk: "no".into(),
        at_risk_at: None,
        confirmed: false,
        own: Vec::new(),
        review: "r5t8w2q9".into(),
        part: 2,
        also: Vec::new(),
        typed_by: None,
        follows: None,
        met: None,
        continues: None,
        corrects: None,
        explains: None,
        facts: BTreeMap::from([("childs-view".to_owned(), "given".to_owned())]),
        calendar: "england-and-wales, published to 26 December 2028".into(),
        retention: None,
        began: moment("2026-12-18T10:41:00+00:00"),
        written: moment("2026-12-18T11:20:00+00:00"),
        date_given: false,
        clock_went_back: false,
        practice: false,
        answers_sha256: None,
        rethink: "0.1.0".into(),
        salt: "s".into(),
    }
}

fn entry(step: &str, stage: &str, label: &str) -> Entry {
    Entry { step: Some(step.into()), stage: Some(stage.into()), label: Some(label.into()), ..Entry::default() }
}

fn risk() -> Entry {
    Entry {
        what: Some("at-risk".into()),
        label: Some("Is there a risk of significant harm?".into()),
        is: Some("no".into()),
        words: Some("No".into()),
        at: Some(moment("2026-12-18T10:42:00+00:00")),
        ..Entry::default()
    }
}

fn visit() -> WrittenAction {
    WrittenAction {
        what: "Joint home visit by the health visitor and the school family worker".into(),
        who: "Health visitor".into(),
        by: Some(day("2026-12-22")),
        known_by: "The visit is on file.".into(),
        if_not: "The team manager is told.".into(),
    }
}

fn entries() -> Vec<Entry> {
    let (stand, talk, one) =
        ("Where things stand", "The Re-think conversation", "Step 1: what happened, seen by each of you");
    let people = vec![
        WrittenPerson { role: "Health visitor".into(), agency: "NHS".into() },
        WrittenPerson { role: "Head of year".into(), agency: "School".into() },
    ];
    vec![
        risk(),
        Entry {
            is: Some("no".into()),
            words: Some("No".into()),
            from: Some("at-risk".into()),
            ..entry("at-risk", stand, "Risk to a child")
        },
        Entry { date: Some(day("2026-11-03")), ..entry("concerned-since", stand, "First raised on") },
        Entry {
            is: Some("held".into()),
            words: Some("Yes: go through it now by the five steps".into()),
            on: Some(day("2026-12-10")),
            due: Some(day("2026-12-08")),
            kept: Some(crate::session::Judged::Late),
            late: Some(2),
            row: Some(1),
            to: Some("conversation".into()),
            ..entry("meet", talk, "Re-think conversation")
        },
        Entry { people: Some(people), ..entry("conversation.people", "Coming together", "Who took part") },
        Entry {
            said: Some("\"I don't know who I'm meant to tell.\" Said to the school family worker.".into()),
            fact: Some("childs-view".into()),
            ..entry("conversation.childs-view", one, "The child's view")
        },
        Entry {
            date: Some(day("2026-12-09")),
            fact: Some("childs-view-on".into()),
            ..entry("conversation.childs-view-on", one, "Child's view: the day")
        },
        Entry {
            said: Some("Three late arrivals this fortnight.".into()),
            nth: Some(1),
            of: Some("Health visitor, NHS".into()),
            ..entry("conversation.views", one, "What happened")
        },
        Entry { state: Some("blank".into()), ..entry("conversation.not-known", one, "What is not known") },
        Entry {
            actions: Some(vec![visit()]),
            row: Some(1),
            to: Some("agreed".into()),
            ..entry("conversation.actions", "Step 5: what happens now", "Actions")
        },
        Entry {
            is: Some("stuck".into()),
            words: Some("It is stuck".into()),
            row: Some(5),
            to: Some("family-told".into()),
            because: Some("What was tried has not moved things on.".into()),
            ..entry("look-back", "Trying what was agreed", "Looking back together")
        },
        Entry {
            why_not: Some("Nobody has told them; the lead professional does so today".into()),
            ..entry("family-told", "When it is stuck", "The family know")
        },
        Entry {
            said: Some("\"I don't know who I'm meant to tell.\" Said to the school family worker.".into()),
            fact: Some("childs-view".into()),
            from: Some("rethink-2.conversation.childs-view".into()),
            ..entry("childs-view", "When it is stuck", "The child's view")
        },
        Entry {
            what: Some("dated".into()),
            step: Some("stuck".into()),
            by: Some(day("2026-12-29")),
            how: Some("typed".into()),
            ..Entry::default()
        },
    ]
}

fn made(head: Head, body: Body) -> Record {
    Record::new(head, body).expect("a record")
}

fn outcome(id: &str, kind: &str, text: &str) -> OfOutcome {
    OfOutcome { id: id.into(), kind: kind.into(), text: text.into(), because: None, next: None }
}

pub(crate) fn handover() -> Record {
    let mut head = head();
    let text = "Ask for an independent facilitator (strategy 3). What was said and tried so far goes with the request.";
    head.outcome = Some(OfOutcome {
        because: Some("What was tried has not moved things on.".into()),
        next: Some("rethink-3".into()),
        ..outcome("stuck", "handover", text)
    });
    head.handover = Some(Handover {
        role: "independent-facilitator".into(),
        to: "an independent facilitator".into(),
        by: day("2026-12-29"),
        counted: "5 working days after Friday 18 December 2026; 25 and 28 December are bank holidays".into(),
    });
    let reason = |label: &str, said: &str| vec![Reason { label: label.into(), said: said.into() }];
    let tell = |who: &str, in_writing| Tell { role: "r".into(), who: who.into(), in_writing };
    let body = Body {
        reason: reason(
            "Why it is stuck",
            "The two agencies do not agree on stepping down. School reports three late arrivals this fortnight.",
        ),
        until_then: vec![KeptSafe {
            label: "Keeping the child safe".into(),
            said: "The health visitor calls on Mondays. School rings home on the first day of absence.".into(),
            checked: Some("Health visitor, on Wednesday 16 December.".into()),
        }],
        action: vec![visit()],
        tell: vec![tell("the lead professional's line manager", false), tell("the person who raised it", true)],
        entry: entries(),
        used: vec![
            Used { id: "rethink-2".into(), version: "2026.1".into(), sha256: "0123456789abcdef".repeat(4) },
            Used { id: "five-steps".into(), version: "2026.1".into(), sha256: "fedcba9876543210".repeat(4) },
        ],
        earlier: Vec::new(),
    };
    made(head, body)
}

pub(crate) fn waiting() -> Record {
    let mut head = head();
    head.facts.clear();
    head.waiting = Some(Waiting {
        step: "meet".into(),
        label: "Re-think conversation".into(),
        role: "lead-professional".into(),
        who: "the lead professional".into(),
        due: day("2026-12-08"),
        counted: "typed on 23 November 2026 from the live procedure; no number of days is set here".into(),
    });
    let wait = Entry {
        what: Some("waiting".into()),
        step: Some("meet".into()),
        label: Some("Re-think conversation".into()),
        ..Entry::default()
    };
    made(head, Body { entry: vec![risk(), wait], ..Body::default() })
}

pub(crate) fn withdrawn() -> Record {
    let mut head = head();
    head.outcome = Some(outcome("withdrawn", "stopped", "The review was withdrawn."));
    let said = "The family has moved away.";
    let reason = vec![Reason { label: "Why it was withdrawn".into(), said: said.into() }];
    let entry = Entry { what: Some("withdrawn".into()), why: Some(said.into()), ..Entry::default() };
    made(head, Body { reason, entry: vec![risk(), entry], ..Body::default() })
}

/// The handover, with texts as long as people write them on a bad day.
pub(crate) fn long() -> Record {
    let Record { head, mut body, .. } = handover();
    let much = "We have met four times since the summer, and each time the plan was left as it was.\n\n".repeat(12);
    body.reason[0].said.clone_from(&much);
    body.until_then[0].said = much.replace("plan", "rota");
    for entry in body.entry.iter_mut().filter(|entry| entry.fact.as_deref() == Some("childs-view")) {
        entry.said = Some(much.replace("plan", "room"));
    }
    made(head, body)
}

/// The handover, with every text of it put in by somebody who means no good.
pub(crate) fn nasty() -> Record {
    let Record { mut head, mut body, .. } = handover();
    let nasty = || NASTY.to_owned();
    head.case = nasty();
    head.strategy.title = nasty();
    head.calendar = nasty();
    head.at_risk = nasty();
    head.review = nasty();
    head.handover.as_mut().expect("a handover").counted = nasty();
    head.handover.as_mut().expect("a handover").to = nasty();
    head.outcome.as_mut().expect("an outcome").text = nasty();
    body.reason[0] = Reason { label: nasty(), said: NASTY.repeat(40) };
    body.until_then[0] = KeptSafe { label: nasty(), said: nasty(), checked: Some(nasty()) };
    body.tell[0].who = nasty();
    body.action[0].what = nasty();
    body.action[0].who = nasty();
    for entry in &mut body.entry {
        let texts = [
            &mut entry.label,
            &mut entry.stage,
            &mut entry.words,
            &mut entry.said,
            &mut entry.of,
            &mut entry.because,
            &mut entry.to,
            &mut entry.from,
            &mut entry.carried_from,
            &mut entry.checked,
            &mut entry.strategy,
            &mut entry.why_not,
            &mut entry.how,
        ];
        for text in texts.into_iter().filter(|text| text.is_some()) {
            *text = Some(nasty());
        }
    }
    made(head, body)
}

/// The handover and the wait, with these words in place of every text that a file can hold.
pub(crate) fn filled_with(words: &str) -> [Record; 2] {
    [handover(), waiting()].map(|record| {
        let head =
            serde_json::to_value(&record.head).map(|head| replaced(head, words)).and_then(serde_json::from_value);
        let body =
            serde_json::to_value(&record.body).map(|body| replaced(body, words)).and_then(serde_json::from_value);
        made(head.expect("a head"), body.expect("a body"))
    })
}

fn replaced(value: Value, words: &str) -> Value {
    let is_day = |text: &str| text.get(..4).is_some_and(|year| year.bytes().all(|it| it.is_ascii_digit()));
    match value {
        Value::String(text) if !is_day(&text) => Value::from(words),
        Value::Array(all) => all.into_iter().map(|one| replaced(one, words)).collect(),
        // What happened stays what it was, so that every way of telling it is seen.
        Value::Object(all) => {
            let one = |(key, value)| {
                if key == "what" || key == "kept" { (key, value) } else { (key, replaced(value, words)) }
            };
            Value::Object(all.into_iter().map(one).collect())
        }
        other => other,
    }
}
