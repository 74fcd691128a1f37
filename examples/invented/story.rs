//! One case from its first review on, over months: waits, replies and silences, follow-ups, notes, and repeats.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::Days;
use chrono::NaiveDate;

use rethink::calendar::Calendar;
use rethink::journal::Continues;
use rethink::journal::Follows;
use rethink::record::Making;
use rethink::record::Record;
use rethink::record::make;
use rethink::records::Case;
use rethink::records::known;
use rethink::session::Event;
use rethink::session::Session;
use rethink::settings::Settings;
use rethink::strategy::Shelf;
use rethink::strategy::Strategy;

use crate::dice::AGENCIES;
use crate::dice::Dice;
use crate::dice::ROLES;
use crate::sitting::Matter;
use crate::sitting::Sitting;
use crate::sitting::Wait;

/// No case has more records.
const LONGEST: usize = 24;

/// The time in which invented cases are.
#[derive(Debug, Clone, Copy)]
pub struct Years {
    /// The first day on which one may begin.
    pub from: NaiveDate,
    /// The last day of any record.
    pub to: NaiveDate,
}

/// What invented people use.
pub struct Desk<'a> {
    /// The shipped strategies.
    pub shelf: &'a Shelf,
    /// What the team sets.
    pub settings: &'a Settings,
    /// The time in which it all is.
    pub years: Years,
}

/// One review, as far as it has come.
struct Review {
    first: Arc<Strategy>,
    name: String,
    part: u32,
    events: Vec<Event>,
    /// The record of its newest part.
    last: Option<Record>,
    follows: Option<Follows>,
}

/// One case as it grows.
struct Growing<'a> {
    desk: &'a Desk<'a>,
    dice: Dice,
    matter: Matter,
    case: Case,
    also: Vec<String>,
}

/// Every record of one case, in the order in which they are written.
pub fn records(number: u64, seed: u64, desk: &Desk<'_>) -> Vec<Record> {
    let mut dice = Dice::of(seed, number);
    let long = u64::try_from((desk.years.to - desk.years.from).num_days()).unwrap_or(0);
    let begins = desk.years.from + Days::new(dice.below(long + 1));
    let mine = dice.place(AGENCIES.len());
    let theirs = (mine + 1 + dice.place(AGENCIES.len() - 1)) % AGENCIES.len();
    // Low numbers come oftener: a few matters are common and most are rare.
    let category = dice.below(13).min(dice.below(13));
    let matter = Matter {
        role: dice.pick(ROLES),
        agencies: [AGENCIES[mine], AGENCIES[theirs]],
        category,
        plan: dice.below(6),
        raised: begins - Days::new(dice.below(30)),
    };
    let also = if dice.percent(15) { vec![format!("INVENTED-HV-{number:06}")] } else { Vec::new() };
    let name = format!("INVENTED-{number:06}");
    let case = Case { name, records: Vec::new(), unread: Vec::new(), elsewhere: Vec::new() };
    let mut growing = Growing { desk, dice, matter, case, also };
    growing.grow(begins);
    growing.case.records.into_iter().map(|(_, record)| record).collect()
}

impl Growing<'_> {
    fn grow(&mut self, begins: NaiveDate) {
        let first = match self.dice.below(20) {
            0..=6 => "rethink-1",
            7..=12 => "triage",
            13..=16 => "rethink-2",
            17 | 18 => "rethink-3",
            _ => "hips-escalation",
        };
        let mut today = self.working(begins);
        let mut next = self.begun(first, None);
        while today <= self.desk.years.to && self.case.records.len() < LONGEST {
            let Some(record) = self.sits(&mut next, today) else { return };
            if self.dice.percent(8) {
                self.note(today);
            }
            let after = self.after(&record, next, today);
            match after {
                Some((review, day)) => (next, today) = (review, self.working(day)),
                None => return,
            }
        }
    }

    /// The first working day from this one on.
    fn working(&self, day: NaiveDate) -> NaiveDate {
        self.calendar().working_days_after(day - Days::new(1), 1)
    }

    fn calendar(&self) -> &Calendar {
        &self.desk.settings.calendar
    }

    fn begun(&mut self, id: &str, follows: Option<Follows>) -> Review {
        let first = self.desk.shelf.get(id).expect("a shipped strategy is sound");
        Review { first, name: self.dice.name(), part: 1, events: Vec::new(), last: None, follows }
    }

    /// What happens after a record: which review is next, and when. Nothing, if nobody comes back to it.
    fn after(&mut self, record: &Record, review: Review, today: NaiveDate) -> Option<(Review, NaiveDate)> {
        let head = &record.head;
        if let Some(waiting) = &head.waiting {
            return (!self.dice.percent(12)).then(|| (review, self.around(waiting.due, today)));
        }
        if let Some(due) = record.due() {
            if self.dice.percent(15) {
                return None;
            }
            let follows = Follows { record: head.record.clone(), sha256: record.sha256.clone(), due };
            let next = head.outcome.as_ref().and_then(|outcome| outcome.next.clone());
            let id = next.unwrap_or_else(|| "follow-up".to_owned());
            return Some((self.begun(&id, Some(follows)), self.around(due, today)));
        }
        // It is settled, or it stopped; now and then it comes back.
        let again = self.dice.pick(&["rethink-1", "rethink-2", "triage"]);
        self.dice.percent(12).then(|| (self.begun(again, None), today + Days::new(self.dice.within(30, 300))))
    }

    /// A day by which somebody comes back: mostly in time, sometimes late.
    fn around(&mut self, due: NaiveDate, today: NaiveDate) -> NaiveDate {
        let day = if self.dice.percent(70) {
            due - Days::new(self.dice.below(4))
        } else {
            due + Days::new(self.dice.within(1, 30))
        };
        day.max(today + Days::new(1))
    }

    /// One sitting and its record.
    fn sits(&mut self, review: &mut Review, today: NaiveDate) -> Option<Record> {
        let mut all = known(&self.case);
        all.promised = review.follows.as_ref().map(|follows| follows.due);
        let desk = self.desk;
        let mut session = Session::start(&review.first, desk.shelf, desk.settings.clone(), all).ok()?;
        let before = review.last.take();
        let mut wait = None;
        if let Some(before) = &before {
            session = session.carried_on(review.events.clone()).ok()?;
            wait = before.head.waiting.as_ref().map(|waiting| self.ends(waiting.due, before.head.date, today));
        }
        let (session, written) = Sitting::on(today, wait, &self.matter, &mut self.dice).walk(session);
        let making = Making {
            case: self.case.name.clone(),
            also: self.also.clone(),
            typed_by: Some(self.matter.role.to_owned()),
            follows: review.follows.clone().filter(|_| review.part == 1),
            date: today,
            began: session.events().get(session.first_event()).map_or(written, |event| event.at),
            written,
            name: if review.part == 1 { review.name.clone() } else { self.dice.name() },
            review: review.name.clone(),
            part: review.part,
            continues: before
                .map(|before| Continues { record: before.head.record.clone(), sha256: before.sha256.clone() }),
            corrects: None,
            earlier: self.case.earlier(),
            retention: None,
            date_given: self.dice.percent(3),
            practice: false,
            answers_sha256: None,
            salt: format!("{:016x}{:016x}", self.dice.next(), self.dice.next()),
        };
        let record = make(&session, &making)?.ok()?;
        review.events = session.events().to_vec();
        review.part += 1;
        review.last = Some(record.clone());
        self.case.records.push((PathBuf::new(), record.clone()));
        Some(record)
    }

    /// How a wait stands on the day on which somebody comes back to it.
    fn ends(&mut self, due: NaiveDate, since: NaiveDate, today: NaiveDate) -> Wait {
        match self.dice.below(100) {
            0..=9 => Wait::On,
            10..=39 if today > due => Wait::NoReply,
            _ => {
                let back = self.dice.below(3).min(u64::try_from((today - since).num_days()).unwrap_or(0));
                Wait::Ended(today - Days::new(back))
            }
        }
    }

    /// The manager's note on the case. What was begun goes on beside it.
    fn note(&mut self, today: NaiveDate) {
        let mut review = self.begun("oversight", None);
        self.sits(&mut review, today);
    }
}
