//! One sitting, walked at random: whatever the session asks next gets an answer that it accepts.

use chrono::DateTime;
use chrono::Days;
use chrono::FixedOffset;
use chrono::NaiveDate;
use chrono::NaiveTime;
use chrono::TimeDelta;

use rethink::calendar::gb_offset_minutes;
use rethink::prompt::Action;
use rethink::prompt::Answer;
use rethink::prompt::Kind;
use rethink::prompt::Person;
use rethink::prompt::Prompt;
use rethink::session::Asked;
use rethink::session::Dating;
use rethink::session::DueIs;
use rethink::session::Event;
use rethink::session::Next;
use rethink::session::Risk;
use rethink::session::Session;
use rethink::session::What;
use rethink::strategy::Does;
use rethink::strategy::Step;

use crate::dice::AGENCIES;
use crate::dice::Dice;
use crate::dice::ROLES;

/// More than any walk needs: one that has gone round so long is withdrawn.
const LONGEST: usize = 300;

/// What is the same in every sitting of one case.
#[derive(Debug, Clone)]
pub struct Matter {
    /// Who raised it.
    pub role: &'static str,
    /// Their agency, and the one that sees it differently.
    pub agencies: [&'static str; 2],
    /// What the difference is about, as a place in the list of a prompt.
    pub category: u64,
    /// What kind of plan the child has, likewise.
    pub plan: u64,
    /// The day on which it was first raised.
    pub raised: NaiveDate,
}

/// What becomes of a wait on the day of a sitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// It goes on.
    On,
    /// It ended on this day.
    Ended(NaiveDate),
    /// Its date has passed and nobody answered.
    NoReply,
}

/// Somebody who sits on one day.
pub struct Sitting<'a> {
    /// What falls.
    pub dice: &'a mut Dice,
    /// What is the same in every sitting.
    pub matter: &'a Matter,
    /// The day.
    pub today: NaiveDate,
    /// What becomes of the wait with which it begins, if it begins with one.
    pub first: Option<Wait>,
    /// The next moment.
    at: DateTime<FixedOffset>,
}

impl<'a> Sitting<'a> {
    /// A sitting at some time of a working day.
    pub fn on(today: NaiveDate, first: Option<Wait>, matter: &'a Matter, dice: &'a mut Dice) -> Self {
        let seconds = u32::try_from(dice.within(9 * 3600, 16 * 3600)).unwrap_or(0);
        let local = today.and_time(NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or_default());
        let zone = FixedOffset::east_opt(60 * gb_offset_minutes(local)).expect("an offset of an hour at most");
        let at = local.and_local_timezone(zone).single().expect("a fixed offset has no gaps");
        Self { dice, matter, today, first, at }
    }

    /// The moment after everything that was said.
    pub fn written(&mut self) -> DateTime<FixedOffset> {
        self.at += TimeDelta::seconds(i64::try_from(self.dice.within(5, 90)).unwrap_or(5));
        self.at
    }

    /// Walks to the end of the sitting: an outcome, or a wait.
    pub fn walk(mut self, mut session: Session) -> (Session, DateTime<FixedOffset>) {
        if session.strategy().safety_first || session.legs()[0].safety_first {
            let risk = if self.dice.one_in(12) { Risk::NotSure } else { Risk::No };
            self.put(&mut session, What::AtRisk(risk));
        }
        let leaves = self.dice.one_in(60).then(|| self.dice.place(20));
        self.on_to_the_end(session, leaves)
    }

    /// Gives the answer at this place again, as of an earlier day. Those after it stand wherever they are still asked.
    pub fn corrects(mut self, mut session: Session, place: usize, day: NaiveDate) -> (Session, DateTime<FixedOffset>) {
        if session.legs()[0].safety_first {
            self.put(&mut session, What::AtRisk(Risk::No));
        }
        session.change(place);
        self.today = day;
        self.on_to_the_end(session, None)
    }

    /// Answers whatever is asked, or leaves after so many answers.
    fn on_to_the_end(mut self, mut session: Session, leaves: Option<usize>) -> (Session, DateTime<FixedOffset>) {
        let start = session.events().len();
        loop {
            if matches!(session.next(), Next::End(_)) {
                break;
            }
            let many = session.events().len() - start;
            // Whoever leaves still says what keeps the child safe.
            let is_leaving = many > LONGEST || leaves.is_some_and(|leaves| many > leaves);
            let what = if is_leaving && !matches!(session.next(), Next::UntilThen) {
                What::Withdrawn { why: self.dice.words() }
            } else {
                self.says(&session)
            };
            self.put(&mut session, what);
        }
        let written = self.written();
        (session, written)
    }

    fn put(&mut self, session: &mut Session, what: What) {
        let at = self.written();
        let path = session.path();
        session
            .accept(Event { at, day: self.today, what, typed: None })
            .unwrap_or_else(|_| panic!("{}: an answer does not fit {path}", session.strategy().id));
    }

    fn says(&mut self, session: &Session) -> What {
        match session.next() {
            Next::StopAndAct => What::AtRisk(Risk::ToldSomethingElse),
            Next::About(may) => What::About(may[0].clone()),
            Next::Date(path, limit) => self.dated(path, limit),
            Next::Happened(step, due) => self.waits(session, step, &due),
            Next::Take(_, answer, from) => {
                What::Answer { path: session.path(), nth: None, answer, on: None, from: Some(from) }
            }
            Next::Ask(asked) => {
                let answer = self.answers(&asked);
                let nth = asked.nth.as_ref().map(|(nth, _)| *nth);
                let from = session.carried(&answer);
                What::Answer { path: session.path(), nth, answer, on: None, from }
            }
            Next::UntilThen => What::UntilThen { said: self.dice.words(), from: None },
            Next::WhyWithdrawn => What::Withdrawn { why: self.dice.words() },
            Next::WhyElsewhere => {
                What::Elsewhere { to: "A procedure of another team".to_owned(), why: self.dice.words() }
            }
            Next::End(_) => unreachable!("it has come to its end"),
        }
    }

    fn dated(&mut self, path: String, limit: Option<NaiveDate>) -> What {
        let by = self.today + Days::new(self.dice.within(3, 21));
        let by = limit.map_or(by, |limit| by.min(limit));
        let how = if self.dice.one_in(8) { Dating::FindOut } else { Dating::Typed };
        What::Dated { path, by, how, why: self.dice.one_in(3).then(|| self.dice.words()) }
    }

    fn waits(&mut self, session: &Session, step: &Step, due: &DueIs) -> What {
        let path = session.path();
        if let DueIs::Unset(limit) = due {
            return self.dated(path, *limit);
        }
        let DueIs::On(due) = due else { return What::Happened { path, on: self.today } };
        let now = if self.dice.percent(15) { Wait::Ended(self.today) } else { Wait::On };
        match self.first.take().unwrap_or(now) {
            Wait::On => What::Waiting { path },
            Wait::NoReply if due.day < self.today && matches!(step.does, Does::Ask(_)) => {
                What::Answer { path, nth: None, answer: Answer::NoReply, on: Some(due.day), from: None }
            }
            Wait::Ended(on) => What::Happened { path, on },
            Wait::NoReply => What::Happened { path, on: self.today },
        }
    }

    fn answers(&mut self, asked: &Asked<'_>) -> Answer {
        let Does::Ask(prompt) = &asked.step.does else { return Answer::Done };
        if let [offer] = asked.offers.as_slice()
            && offer.on.is_some()
            && self.dice.percent(85)
        {
            return offer.answer.clone();
        }
        let answer = self.answer(asked.step, prompt);
        prompt.accept(answer).unwrap_or_else(|refusal| panic!("{}: {}", asked.step.id, refusal.says))
    }

    fn answer(&mut self, step: &Step, prompt: &Prompt) -> Answer {
        if prompt.optional && self.dice.percent(25) {
            return Answer::Blank;
        }
        if prompt.dont_know && self.dice.percent(8) {
            return Answer::DontKnow;
        }
        if prompt.why_not && self.dice.percent(15) {
            return Answer::WhyNot(self.dice.words());
        }
        let fact = step.fact.map_or("", |fact| fact.name);
        let least = prompt.at_least.unwrap_or(1).max(1).unsigned_abs();
        let most = prompt.at_most.map_or(least + 2, i64::unsigned_abs).min(least + 2);
        let many = self.dice.within(least, most.max(least));
        match prompt.kind {
            Kind::YesNo | Kind::Choice => {
                let of = prompt.options.len() as u64;
                let place = match fact {
                    "category" => self.matter.category % of,
                    "plan-type" => self.matter.plan % of,
                    // What stands first is what is hoped for, and comes most often.
                    _ if self.dice.percent(40) => 0,
                    _ => self.dice.below(of),
                };
                Answer::Choice(prompt.options[usize::try_from(place).unwrap_or(0)].id.clone())
            }
            Kind::Choices => Answer::Choices(vec![prompt.options[self.dice.place(prompt.options.len())].id.clone()]),
            Kind::Line => Answer::Text(match fact {
                "raiser-role" => self.matter.role.to_owned(),
                "raiser-agency" => self.matter.agencies[0].to_owned(),
                "other-agency" => self.matter.agencies[1].to_owned(),
                _ => self.dice.pick(ROLES).to_owned(),
            }),
            Kind::Text => Answer::Text(self.dice.words()),
            Kind::Lines => Answer::Lines((0..many).map(|_| self.dice.words()).collect()),
            Kind::Date => Answer::Date(self.day(step, fact).into()),
            Kind::Number => Answer::Number(i64::try_from(many).unwrap_or(1)),
            Kind::People => Answer::People((0..many).map(|_| self.person()).collect()),
            Kind::Actions => Answer::Actions((0..many).map(|_| self.action()).collect()),
        }
    }

    /// A fact is a day that has been; another day is still to come, but for those on which somebody looked or stopped.
    fn day(&mut self, step: &Step, fact: &str) -> NaiveDate {
        let before = |days| self.today - Days::new(days);
        match (fact, step.id.as_str()) {
            ("raised-on", _) => self.matter.raised,
            ("", "seen-on" | "stopped-on" | "promised-on") => self.today,
            ("", _) => self.today + Days::new(self.dice.within(5, 40)),
            _ => before(self.dice.below(8)),
        }
    }

    fn person(&mut self) -> Person {
        Person { role: self.dice.pick(ROLES).to_owned(), agency: self.dice.pick(AGENCIES).to_owned() }
    }

    fn action(&mut self) -> Action {
        Action {
            what: self.dice.words(),
            who: self.dice.pick(ROLES).to_owned(),
            by: Some(self.today + Days::new(self.dice.within(3, 40))),
            known_by: if self.dice.one_in(2) { self.dice.words() } else { String::new() },
            if_not: if self.dice.one_in(2) { self.dice.words() } else { String::new() },
        }
    }
}
