//! A walk through a strategy, as somebody reads it who wants to know what would be asked and where it would end.

use chrono::NaiveDate;

use crate::ask::script::Answers;
use crate::calendar;
use crate::facilitate::Walk;
use crate::prompt::Answer;
use crate::render::conditions;
use crate::render::page::Page;
use crate::session::Due;
use crate::session::DueIs;
use crate::session::End;
use crate::session::Fired;
use crate::session::Next;
use crate::session::Origin;
use crate::session::Session;
use crate::session::UNTIL_THEN;
use crate::session::What;
use crate::strategy::Does;
use crate::strategy::Step;
use crate::strategy::Strategy;

/// Where the words of a step stand under its number.
const UNDER: usize = 4;

/// What is said where the answers say nothing.
const NONE: &str = "(The answers have none.)";

/// A walk, from the first question to where it stops.
pub fn walk(walk: &Walk, answers: &Answers, today: NaiveDate, width: usize) -> String {
    let mut page = Page::new(width);
    let strategy = &walk.session.legs()[0];
    page.heading(0, &format!("A walk through {}: {}", strategy.id, strategy.title));
    let today = answers.today.unwrap_or(today);
    page.put(0, &format!("Nothing is written. Today is taken to be {}.", calendar::long(today)));
    let mut number = 0;
    let legs = walk.session.leg_of_events();
    for (place, event) in walk.session.events().iter().enumerate() {
        for (_, day) in walk.later.iter().filter(|(before, _)| *before == place) {
            page.gap();
            page.put(
                0,
                &format!("That day has still to come. The walk goes on as if it were {}.", calendar::long(*day)),
            );
        }
        let leg = legs.get(place).copied().unwrap_or(0);
        self::event(&walk.session, place, leg, &event.what, answers, &mut number, &mut page);
    }
    page.gap();
    end(walk, &mut page);
    page.text()
}

fn event(
    session: &Session,
    place: usize,
    leg: usize,
    what: &What,
    answers: &Answers,
    number: &mut usize,
    page: &mut Page,
) {
    let strategy = &session.legs()[leg];
    let mut entry = |name: &str, words: &str, page: &mut Page| {
        *number += 1;
        page.gap();
        page.item(0, &format!("{number}."), name);
        page.put(UNDER, words);
    };
    match what {
        What::AtRisk(risk) => entry("Is there a risk of significant harm? (at-risk)", risk.words(), page),
        What::Told(told) => entry("Who has been told? (told)", &told.whom, page),
        What::About(about) => entry("What the review is about (about)", about, page),
        What::Answer { path, nth, answer, on, from } => {
            let step = found(strategy, path);
            let of = nth.and_then(|nth| session.entry_words(place, nth)).map(|of| format!(", for {of}"));
            let label = step.map_or(path.as_str(), |step| step.label.as_str());
            let round = session.given().iter().find(|given| given.event == place).map_or(0, |given| given.round);
            let taken = from.as_ref().and_then(Origin::taken);
            let missing = taken.is_none()
                && answers.is_missing(leg, path, round)
                && !matches!(answer, Answer::Blank | Answer::Done);
            let mut said = match step {
                _ if missing => NONE.to_owned(),
                Some(step) => words(step, answer),
                None => answer.state().to_owned(),
            };
            if let Some(from) = taken {
                said = format!("{said} (not asked: known from {from})");
            }
            if let (Some(on), Some(_)) = (on, step.and_then(|step| step.wait_for.as_ref())) {
                let day = calendar::long(*on);
                said = if *answer == Answer::NoReply {
                    format!("No reply by {day}")
                } else {
                    format!("{said} (on {day})")
                };
            }
            entry(&format!("{label} ({path}{})", of.unwrap_or_default()), &said, page);
        }
        What::Dated { path, by, why, .. } => {
            let why = why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            entry(&format!("By which day ({path}, under [dates])"), &format!("{}{why}", calendar::long(*by)), page);
        }
        What::UntilThen { said, .. } => {
            let missing = answers.find_anywhere(UNTIL_THEN).is_none();
            entry("Keeping the child safe (until-then)", if missing { NONE } else { said }, page);
        }
        What::Anytime(id) => {
            let label = strategy.anytime.iter().find(|way| way.id == *id).map_or("", |way| way.label.as_str());
            entry(&format!("A way out is taken (:{id})"), label, page);
        }
        What::Happened { .. } | What::Waiting { .. } | What::Withdrawn { .. } | What::Elsewhere { .. } => {}
    }
    for fired in session.fired().iter().filter(|fired| fired.event == place && fired.leg == leg) {
        page.item(UNDER, "Then:", &format!("{}.", led(fired, strategy)));
        if let Some(because) = &fired.because {
            page.put(UNDER + 6, &format!("Because: {because}"));
        }
    }
}

/// The step at a path, which may be of a strategy that was run beside.
fn found<'a>(strategy: &'a Strategy, path: &str) -> Option<&'a Step> {
    strategy.at(path).or_else(|| {
        let (way, inner) = path.split_once('.')?;
        match &strategy.anytime.iter().find(|it| it.id == way)?.does {
            crate::strategy::Departs::Run(beside) => beside.at(inner),
            crate::strategy::Departs::To(_) => None,
        }
    })
}

/// Which row was taken, and where it led.
fn led(fired: &Fired, strategy: &Strategy) -> String {
    let home = strategy.home(&fired.path).map_or(strategy, |(home, _)| home);
    let to = match home.step(&fired.to) {
        Some((_, step)) => format!("\"{}\" ({})", step.label, fired.to),
        None => fired.to.clone(),
    };
    match (fired.row, fired.path.rsplit_once('.')) {
        (Some(row), None) => format!("row {row} leads to {to}"),
        (Some(row), Some(_)) => format!("row {row} of `{}` leads to {to}", fired.path),
        (None, _) => format!("on to {to}"),
    }
}

/// An answer in a few words: the labels of options, and what was written.
fn words(step: &Step, answer: &Answer) -> String {
    let label = |id: &String| {
        let option = step.prompt().and_then(|prompt| prompt.option(id));
        option.map_or_else(|| id.clone(), |option| option.label.clone())
    };
    match answer {
        Answer::Choice(id) => label(id),
        Answer::Choices(ids) if ids.is_empty() => "None of them".to_owned(),
        Answer::Choices(ids) => ids.iter().map(label).collect::<Vec<_>>().join("; "),
        Answer::Text(words) => words.clone(),
        Answer::Lines(lines) => lines.join("; "),
        Answer::Date(moment) => {
            let time = moment.time.map(|time| time.format(" at %H:%M").to_string()).unwrap_or_default();
            format!("{}{time}", calendar::long(moment.day))
        }
        Answer::Number(number) => number.to_string(),
        Answer::People(people) => people.iter().map(crate::prompt::Person::words).collect::<Vec<_>>().join("; "),
        Answer::Actions(actions) => actions.iter().map(|action| action.what.clone()).collect::<Vec<_>>().join("; "),
        Answer::Done => {
            if matches!(step.does, Does::Say(_)) && step.wait_for.is_none() { "Read" } else { "Done" }.to_owned()
        }
        Answer::WhyNot(why) => format!("No answer, because: {why}"),
        Answer::DontKnow => "Not known".to_owned(),
        Answer::Blank => "Left blank".to_owned(),
        Answer::NoReply => "No reply".to_owned(),
        Answer::Outcome(id) => id.clone(),
        Answer::Each(all) => all.iter().map(|one| words(step, one)).collect::<Vec<_>>().join("; "),
    }
}

fn end(walk: &Walk, page: &mut Page) {
    let session = &walk.session;
    if let Some(shows) = &walk.shows {
        page.put(0, &format!("It stops here, at a fault of the strategy: {}. [{}]", shows.says, shows.code));
        return;
    }
    if walk.acting {
        page.put(0, "It would stop here, so that a child is made safe. No review is written.");
        return;
    }
    match session.next() {
        Next::End(End::Outcome(place)) => outcome(session, *place, page),
        Next::End(End::Waiting(path)) => {
            let step = session.strategy().at(path);
            let who = step.and_then(|step| step.wait_for.as_deref()).map(|role| session.role_here(role));
            let label = step.map_or(path.as_str(), |step| step.label.as_str());
            let who = who.map(|who| format!(" for {who}")).unwrap_or_default();
            page.put(0, &format!("It would end here, waiting{who}: {label} ({path})."));
            due(session.due(), page);
        }
        Next::WhyWithdrawn | Next::End(End::Withdrawn(_)) => {
            page.put(0, "It would end here: the review is withdrawn, with a reason that is asked for.");
        }
        Next::WhyElsewhere | Next::End(End::Elsewhere(..)) => {
            page.put(0, "It would end here: it goes on in another way, with a reason that is asked for.");
        }
        Next::UntilThen => page.put(0, "The answers go no further. Asked next: keeping the child safe (until-then)."),
        Next::StopAndAct => page.put(0, "It would stop here, so that a child is made safe."),
        _ => {
            let path = session.path();
            let label = session.strategy().at(&path).map_or(path.as_str(), |step| step.label.as_str());
            page.put(0, &format!("The answers go no further. Asked next: {label} ({path})."));
        }
    }
}

fn outcome(session: &Session, place: usize, page: &mut Page) {
    let strategy = session.strategy();
    let Some(outcome) = strategy.outcomes.get(place) else { return };
    page.put(0, &format!("It would end here: {} ({}).", outcome.id, conditions::ending(strategy, outcome)));
    due(session.due(), page);
    page.item(2, "What to do:", &outcome.text);
}

fn due(due: DueIs, page: &mut Page) {
    if let DueIs::On(Due { day, basis, .. }) = due {
        page.item(2, "By:", &format!("{}: {basis}.", calendar::long(day)));
    }
}
