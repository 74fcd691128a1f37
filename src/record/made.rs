//! A record made from a session that has come to its end.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;

use crate::journal::Entry;
use crate::journal::Used;
use crate::journal::WrittenAction;
use crate::prompt::Answer;
use crate::record::Body;
use crate::record::FORMAT;
use crate::record::Handover;
use crate::record::Head;
use crate::record::HowMet;
use crate::record::KeptSafe;
use crate::record::LookAgain;
use crate::record::Met;
use crate::record::OfOutcome;
use crate::record::OfStrategy;
use crate::record::Reason;
use crate::record::Record;
use crate::record::Retained;
use crate::record::Tell;
use crate::record::Waiting;
use crate::review::Continues;
use crate::review::Corrects;
use crate::review::Follows;
use crate::session::DueIs;
use crate::session::End;
use crate::session::Given;
use crate::session::Judged;
use crate::session::Next;
use crate::session::Origin;
use crate::session::Risk;
use crate::session::Session;
use crate::session::UNTIL_THEN;
use crate::session::What;
use crate::strategy::Outcome;
use crate::strategy::OutcomeKind;
use crate::strategy::Step;
use crate::strategy::Strategy;
use crate::strategy::check::AT_RISK;

/// What a record needs besides its session.
#[derive(Debug, Clone)]
pub struct Making {
    /// The pseudonymous reference.
    pub case: String,
    /// The references by which other agencies know the case.
    pub also: Vec<String>,
    /// The role of whoever typed it.
    pub typed_by: Option<String>,
    /// The record whose promised date it meets.
    pub follows: Option<Follows>,
    /// Today.
    pub date: NaiveDate,
    /// When the session began.
    pub began: DateTime<FixedOffset>,
    /// Now.
    pub written: DateTime<FixedOffset>,
    /// The name of this record alone.
    pub name: String,
    /// The name shared by every part of the review.
    pub review: String,
    /// Which part this is, from 1.
    pub part: u32,
    /// The part before.
    pub continues: Option<Continues>,
    /// The record that it corrects, and why.
    pub corrects: Option<Corrects>,
    /// The small record of a stop for safety that it explains.
    pub explains: Option<Continues>,
    /// Earlier records of the same case that could be seen.
    pub earlier: Vec<Continues>,
    /// True if today was given in place of the clock.
    pub date_given: bool,
    /// True if the clock of the computer went back.
    pub clock_went_back: bool,
    /// True if it was held to practise.
    pub practice: bool,
    /// The digest of the answers file that it came from.
    pub answers_sha256: Option<String>,
    /// When somebody looks whether it is still to be kept.
    pub retention: Option<Retained>,
    /// The names of the strategies that are not those that come with the program.
    pub own: Vec<String>,
    /// Random.
    pub salt: String,
}

impl Making {
    /// The day that the record counts as: today, or the day of the record that it corrects.
    fn day(&self) -> NaiveDate {
        self.corrects.as_ref().map_or(self.date, |corrects| corrects.day)
    }
}

/// The newest answer about risk, and when it was given. Whoever corrects a record answers for that day: a *no* then takes
/// back nothing that was said in the review itself.
fn at_risk(session: &Session, making: &Making) -> Option<(Risk, DateTime<FixedOffset>)> {
    let mut answers = session.events().iter().filter_map(|event| match event.what {
        What::AtRisk(risk) => Some((risk, event.at)),
        _ => None,
    });
    let newest = answers.clone().next_back();
    let own = answers.rfind(|(_, at)| making.corrects.is_some() && *at < making.began);
    newest.filter(|(risk, _)| *risk != Risk::No || own.is_none()).or(own)
}

/// Makes the record of a session. None if the session has not come to its end.
pub fn make(session: &Session, making: &Making) -> Option<Result<Record, toml::ser::Error>> {
    let Next::End(end) = session.next() else { return None };
    let strategy = session.strategy();
    let at_risk = at_risk(session, making);
    let mut head = Head {
        format: FORMAT,
        record: format!("{}_{}_{}_{}", making.date, making.case, strategy.id, making.name),
        case: making.case.clone(),
        also: making.also.iter().filter(|also| !also.eq_ignore_ascii_case(&making.case)).cloned().collect(),
        typed_by: making.typed_by.clone(),
        date: making.date,
        about: session.about().unwrap_or("child").to_owned(),
        strategy: OfStrategy {
            id: strategy.id.clone(),
            title: strategy.title.clone(),
            version: strategy.version.clone(),
            sha256: strategy.digest.clone(),
        },
        outcome: None,
        handover: None,
        look_again: None,
        waiting: None,
        at_risk: at_risk.map_or("not asked", |(risk, _)| risk.name()).to_owned(),
        at_risk_at: at_risk.map(|(_, at)| at),
        confirmed: !strategy.is_unconfirmed(),
        own: making.own.clone(),
        review: making.review.clone(),
        part: making.part,
        continues: making.continues.clone(),
        follows: making.follows.clone(),
        corrects: making.corrects.clone(),
        explains: making.explains.clone(),
        met: met(session, making),
        facts: facts(session),
        calendar: session.calendar().version(),
        retention: making.retention.clone(),
        began: making.began,
        written: making.written,
        date_given: making.date_given,
        clock_went_back: making.clock_went_back,
        practice: making.practice,
        answers_sha256: making.answers_sha256.clone(),
        rethink: env!("CARGO_PKG_VERSION").to_owned(),
        salt: making.salt.clone(),
    };
    let mut body = Body { entry: entries(session, making.day()), used: used(session.legs()), ..Body::default() };
    body.earlier.clone_from(&making.earlier);
    body.action = actions(session);
    body.until_then.extend(session.watch().map(|watch| KeptSafe {
        label: "Keeping the child safe".to_owned(),
        said: watch.said.to_owned(),
        checked: watch.checked.map(str::to_owned),
    }));
    told(session, &mut body.tell);
    match end {
        End::Waiting(path) => {
            head.waiting = waiting(session, path);
            if let Some(step) = strategy.at(path) {
                reasons(session, &step.reason, &mut body);
                why_that_day(session, &mut body);
            }
        }
        End::Outcome(place) => ended(session, &strategy.outcomes[*place], &mut head, &mut body),
        End::Withdrawn(why) => {
            head.outcome = Some(own_outcome("withdrawn", "The review was withdrawn.", None));
            body.reason.push(Reason { label: "Why it was withdrawn".to_owned(), said: why.clone() });
        }
        End::Elsewhere(to, why) => {
            head.outcome = Some(own_outcome("elsewhere", "It goes on in another way.", Some(to)));
            body.reason.push(Reason { label: "Which way".to_owned(), said: to.clone() });
            body.reason.push(Reason { label: "Why another way".to_owned(), said: why.clone() });
        }
    }
    Some(Record::new(head, body))
}

fn own_outcome(id: &str, text: &str, to: Option<&String>) -> OfOutcome {
    OfOutcome {
        id: id.to_owned(),
        kind: OutcomeKind::Stopped.name().to_owned(),
        text: text.to_owned(),
        because: None,
        next: to.filter(|to| crate::written::is_name(to)).cloned(),
    }
}

fn ended(session: &Session, outcome: &Outcome, head: &mut Head, body: &mut Body) {
    let strategy = session.strategy();
    head.outcome = Some(OfOutcome {
        id: outcome.id.clone(),
        kind: outcome.kind.name().to_owned(),
        text: outcome.text.clone(),
        because: session.because().map(str::to_owned),
        next: outcome.next.clone(),
    });
    head.confirmed &= outcome.verified;
    if let DueIs::On(due) = session.due() {
        head.confirmed &= due.confirmed;
        match (&outcome.handover, outcome.kind) {
            (Some(role), OutcomeKind::Handover) => {
                head.handover = Some(Handover {
                    role: role.clone(),
                    to: strategy.role(role).to_owned(),
                    by: due.day,
                    counted: due.basis,
                });
            }
            _ => head.look_again = Some(LookAgain { by: due.day, counted: due.basis }),
        }
    }
    reasons(session, &outcome.reason, body);
    why_that_day(session, body);
    tell(strategy, &outcome.tell, &outcome.tell_in_writing, &mut body.tell);
}

/// Why a date was typed or brought forward, in the person's own words.
fn why_that_day(session: &Session, body: &mut Body) {
    if let DueIs::On(due) = session.due() {
        let label = "Why that day".to_owned();
        body.reason.extend(due.why.map(|said| Reason { label, said }));
    }
}

/// What was said at some steps, as the reason in the person's own words.
fn reasons(session: &Session, paths: &[String], body: &mut Body) {
    for path in paths {
        if let (Some(given), Some(step)) = (session.reason(path), session.strategy().at(path)) {
            for said in texts(&given.answer) {
                body.reason.push(Reason { label: step.label.clone(), said });
            }
        }
    }
}

/// The words of an answer that has some.
fn texts(answer: &Answer) -> Vec<String> {
    match answer {
        Answer::Text(words) | Answer::WhyNot(words) => vec![words.clone()],
        Answer::Lines(lines) => lines.clone(),
        Answer::Each(all) => all.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// How the date was met that an earlier record holds open: the wait that this part ends, or the promise it follows.
fn met(session: &Session, making: &Making) -> Option<Met> {
    let late = |due, on| session.calendar().working_days_between(due, on).max(0);
    if let Some(Follows { due, past_wait, .. }) = making.follows {
        // What was waited for has not come.
        if past_wait {
            return None;
        }
        let on = making.day();
        let how = if on <= due { HowMet::Kept } else { HowMet::Late };
        return Some(Met { how, due, on, late: late(due, on) });
    }
    making.continues.as_ref()?;
    let waited = |given: &&Given| given.event >= session.first_event() && session.met(given.event).is_some();
    let given = session.given().iter().find(waited)?;
    let due = session.met(given.event)?.day;
    if given.answer == Answer::NoReply {
        return Some(Met { how: HowMet::NoReply, due, on: making.day(), late: 0 });
    }
    let (on, judged) = session.judged(given.event)?;
    let how = match judged {
        Judged::Kept => HowMet::Kept,
        Judged::Late => HowMet::Late,
        Judged::TimeNotKnown => HowMet::TimeNotKnown,
    };
    Some(Met { how, due, on: on.day, late: late(due, on.day) })
}

fn waiting(session: &Session, path: &str) -> Option<Waiting> {
    let strategy = session.strategy();
    let step = strategy.at(path)?;
    let role = step.wait_for.clone()?;
    let DueIs::On(due) = session.due() else { return None };
    // The role is of the strategy whose step it is, which may be one that is run.
    let who = session.role_here(&role);
    Some(Waiting { step: path.to_owned(), label: step.label.clone(), who, role, due: due.day, counted: due.basis })
}

fn told(session: &Session, list: &mut Vec<Tell>) {
    for given in session.given().iter().filter(|given| given.event >= session.first_event()) {
        let strategy = &session.legs()[given.leg];
        if let Some(step) = strategy.at(&given.path) {
            tell(strategy, &step.tell, &step.tell_in_writing, list);
        }
    }
}

fn tell(strategy: &Strategy, roles: &[String], in_writing: &[String], list: &mut Vec<Tell>) {
    let spoken = roles.iter().map(|role| (role, false));
    let written = in_writing.iter().map(|role| (role, true));
    for (role, in_writing) in spoken.chain(written) {
        let tell = Tell { role: role.clone(), who: strategy.role(role).to_owned(), in_writing };
        if !list.contains(&tell) {
            list.push(tell);
        }
    }
}

fn actions(session: &Session) -> Vec<WrittenAction> {
    let mut latest: BTreeMap<(usize, &str), &Answer> = BTreeMap::new();
    for given in session.given() {
        if matches!(given.answer, Answer::Actions(_)) && given.event >= session.first_event() && !is_taken(given) {
            latest.insert((given.leg, &given.path), &given.answer);
        }
    }
    let mut actions = Vec::new();
    for answer in latest.into_values() {
        if let Answer::Actions(list) = answer {
            actions.extend(list.iter().map(WrittenAction::from));
        }
    }
    actions
}

/// True for an answer that was taken over without asking.
fn is_taken(given: &Given) -> bool {
    given.from.as_ref().and_then(Origin::taken).is_some()
}

/// Each fact as a word: free text only as whether it was given.
fn facts(session: &Session) -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    for given in session.given() {
        let step = session.legs()[given.leg].at(&given.path);
        let Some(fact) = step.and_then(|step| step.fact) else { continue };
        let word = match &given.answer {
            Answer::Choice(id) => id.clone(),
            Answer::Choices(ids) => ids.join(", "),
            Answer::Date(moment) => moment.day.to_string(),
            Answer::Text(words)
                if step.and_then(Step::prompt).is_some_and(|prompt| prompt.kind == crate::prompt::Kind::Line) =>
            {
                words.clone()
            }
            other => other.state().to_owned(),
        };
        facts.insert(fact.name.to_owned(), word);
    }
    if session.watch().is_some() {
        facts.insert(UNTIL_THEN.to_owned(), "given".to_owned());
    }
    facts
}

fn used(legs: &[Arc<Strategy>]) -> Vec<Used> {
    let mut used: Vec<Used> = Vec::new();
    for strategy in legs.iter().flat_map(Strategy::family) {
        let one = Used { id: strategy.id.clone(), version: strategy.version.clone(), sha256: strategy.digest.clone() };
        if !used.contains(&one) {
            used.push(one);
        }
    }
    used
}

/// Everything that happened in this sitting, with the words of each prompt and where it led.
pub fn entries(session: &Session, date: NaiveDate) -> Vec<Entry> {
    let last = session.legs().len() - 1;
    let mut legs = session.leg_of_events();
    legs.resize(session.events().len(), last);
    session
        .events()
        .iter()
        .enumerate()
        .skip(session.first_event())
        .map(|(number, event)| {
            let mut entry = Entry::of(event);
            entry.day = entry.day.filter(|day| *day != date);
            let leg = legs[number];
            let strategy = &session.legs()[leg];
            if leg != last {
                entry.strategy = Some(strategy.id.clone());
            }
            describe(&mut entry, event, number, strategy, session);
            entry
        })
        .collect()
}

fn describe(entry: &mut Entry, event: &crate::session::Event, number: usize, strategy: &Strategy, session: &Session) {
    match &event.what {
        What::AtRisk(risk) => {
            entry.label = Some("Risk now".to_owned());
            entry.asked = Some(AT_RISK.to_owned());
            entry.words = Some(risk.words().to_owned());
        }
        What::Answer { path, answer, nth, .. } => {
            if let Some(step) = strategy.at(path) {
                words_of_prompt(entry, step, answer);
                entry.stage = strategy.stage_at(path).map(str::to_owned);
                entry.of = nth.and_then(|nth| session.entry_words(number, nth));
            }

            if let Some(due) = session.met(number) {
                entry.due = Some(due.day);
                let judged = session.judged(number);
                entry.kept = judged.map(|(_, judged)| judged);
                let late = judged.map(|(on, _)| session.calendar().working_days_between(due.day, on.day));
                entry.late = late.filter(|late| *late > 0);
            }
        }
        What::Happened { path, .. } | What::Dated { path, .. } | What::Waiting { path } => {
            entry.label = strategy.at(path).map(|step| step.label.clone());
        }
        _ => {}
    }
    // One answer may end a strategy that is run, and so take a row of the one that runs it too.
    let fired: Vec<_> = session.fired().iter().filter(|fired| fired.event == number).collect();
    if let (Some(first), Some(last)) = (fired.first(), fired.last()) {
        entry.row = first.row;
        entry.to = entry.to.take().or_else(|| Some(last.to.clone()));
        let because: Vec<&str> = fired.iter().filter_map(|fired| fired.because.as_deref()).collect();
        entry.because = (!because.is_empty()).then(|| because.join(" "));
    }
}

fn words_of_prompt(entry: &mut Entry, step: &Step, answer: &Answer) {
    entry.label = Some(step.label.clone());
    entry.fact = step.fact.map(|fact| fact.name.to_owned());
    entry.asked = Some(match &step.does {
        crate::strategy::Does::Ask(prompt) => prompt.ask.clone(),
        crate::strategy::Does::Say(words) => words.clone(),
        crate::strategy::Does::Run(inner) => inner.title.clone(),
    });
    let label = |id: &String| {
        step.prompt().and_then(|prompt| prompt.option(id)).map_or_else(|| id.clone(), |option| option.label.clone())
    };
    entry.words = match answer {
        Answer::Choice(id) => Some(label(id)),
        Answer::Choices(ids) => Some(ids.iter().map(label).collect::<Vec<_>>().join("; ")),
        _ => None,
    };
}
