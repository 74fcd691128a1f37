//! One case from its first review on, over months: waits, replies and silences, follow-ups, notes, repeats, and
//! corrections.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::DateTime;
use chrono::Days;
use chrono::FixedOffset;
use chrono::NaiveDate;

use rethink::calendar::Calendar;
use rethink::prompt::Answer;
use rethink::record::Making;
use rethink::record::Record;
use rethink::record::make;
use rethink::record::opened;
use rethink::records::Case;
use rethink::records::known;
use rethink::review::Continues;
use rethink::review::Corrects;
use rethink::review::Follows;
use rethink::session::Event;
use rethink::session::Session;
use rethink::session::What;
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
    let case = Case { name, records: Vec::new(), ..Case::default() };
    let mut growing = Growing { desk, dice, matter, case, also };
    growing.grow(begins);
    // Dice of their own: without its corrections a case is the same.
    growing.dice = Dice::of(seed ^ 0xC0_44EC7, number);
    growing.corrected();
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
            let follows = Follows { record: head.record.clone(), sha256: record.sha256.clone(), due, past_wait: false };
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
        let began = session.events().get(session.first_event()).map_or(written, |event| event.at);
        let name = if review.part == 1 { review.name.clone() } else { self.dice.name() };
        let making = Making {
            follows: review.follows.clone().filter(|_| review.part == 1),
            review: review.name.clone(),
            part: review.part,
            continues: before
                .map(|before| Continues { record: before.head.record.clone(), sha256: before.sha256.clone() }),
            ..self.making(name, today, [began, written])
        };
        let record = make(&session, &making)?.ok()?;
        review.events = session.events().to_vec();
        review.part += 1;
        review.last = Some(record.clone());
        self.case.records.push((PathBuf::new(), record.clone()));
        Some(record)
    }

    /// Now and then a record was wrong; now and then its correction was too.
    fn corrected(&mut self) {
        if !self.dice.percent(15) {
            return;
        }
        let mut place = self.dice.place(self.case.records.len());
        while let Some(record) = self.corrects(place) {
            self.case.records.push((PathBuf::new(), record));
            place = self.case.records.len() - 1;
            if !self.dice.one_in(6) {
                return;
            }
        }
    }

    /// The correction of a record, after all others of the case. None if there is nothing to change, or no time left.
    fn corrects(&mut self, place: usize) -> Option<Record> {
        let record = self.case.records.get(place)?.1.clone();
        let head = record.head.clone();
        let last = self.case.records.last()?.1.head.date;
        let later = Days::new(self.dice.within(1, 20));
        let today = self.working(last + later);
        if today > self.desk.years.to {
            return None;
        }
        let session = self.as_it_was(&record)?;
        let own = session.first_event();
        let of_record = &session.events()[own..];
        // Where others go on from it, what it came to stays: only words are put right.
        let is_ground = self.is_ground(&record);
        let may = |event: &Event| match &event.what {
            What::Answer { answer: Answer::Text(_), from: None, .. } => true,
            What::Answer { from: None, .. } => !is_ground,
            _ => false,
        };
        let places: Vec<usize> =
            (own..).zip(of_record).filter(|(_, event)| may(event)).map(|(place, _)| place).collect();
        if places.is_empty() {
            return None;
        }
        let said = |session: &Session| {
            let events = session.events()[own..].iter().map(|event| &event.what);
            events.filter(|what| !matches!(what, What::AtRisk(_))).cloned().collect::<Vec<_>>()
        };
        let was = said(&session);
        let place = places[self.dice.place(places.len())];
        let sitting = Sitting::on(today, None, &self.matter, &mut self.dice);
        let (session, written) = sitting.corrects(session, place, head.day());
        if said(&session) == was {
            return None;
        }
        let corrects = Corrects {
            record: head.record.clone(),
            sha256: record.sha256.clone(),
            day: head.day(),
            reason: self.dice.words(),
        };
        let its = session.events().iter().map(|event| event.at).filter(|at| *at >= head.written);
        let began = its.min().unwrap_or(written);
        let name = self.dice.name();
        let making = Making {
            follows: head.follows.clone(),
            review: head.review.clone(),
            part: head.part,
            continues: head.continues.clone(),
            corrects: Some(corrects),
            ..self.making(name, today, [began, written])
        };
        make(&session, &making)?.ok()
    }

    /// The session of a record with every answer as it was.
    fn as_it_was(&self, record: &Record) -> Option<Session> {
        let seen = |other: &Record| record.body.earlier.iter().any(|earlier| earlier.sha256 == other.sha256);
        let seen = |(_, other): &&(PathBuf, Record)| seen(other);
        let before = self.case.records.iter().filter(seen).cloned().collect();
        let mut all = known(&Case { name: self.case.name.clone(), records: before, ..Case::default() });
        all.promised = record.head.follows.as_ref().map(|follows| follows.due);
        let chain = self.case.chain(record)?;
        let (_, parts) = chain.split_last()?;
        let parts: Vec<Vec<Event>> = parts.iter().map(|part| part.events()).collect::<Option<_>>()?;
        let session = opened(&chain, self.desk.shelf, self.desk.settings, all).ok()?;
        let mut session = session.carried_on(parts.concat()).ok()?;
        for event in record.events()? {
            session.accept(event).ok()?;
        }
        Some(session)
    }

    /// True if another record goes on from this one.
    fn is_ground(&self, record: &Record) -> bool {
        self.case.records.iter().any(|(_, other)| {
            let head = &other.head;
            let continued = head.continues.as_ref().is_some_and(|it| it.sha256 == record.sha256);
            continued || head.follows.as_ref().is_some_and(|it| it.sha256 == record.sha256)
        })
    }

    /// What a record needs besides its session: the first of a review unless more is said.
    fn making(&mut self, name: String, date: NaiveDate, [began, written]: [DateTime<FixedOffset>; 2]) -> Making {
        Making {
            case: self.case.name.clone(),
            also: self.also.clone(),
            typed_by: Some(self.matter.role.to_owned()),
            follows: None,
            date,
            began,
            written,
            review: name.clone(),
            name,
            part: 1,
            continues: None,
            corrects: None,
            explains: None,
            earlier: self.case.earlier(),
            retention: None,
            date_given: self.dice.percent(3),
            clock_went_back: false,
            practice: false,
            answers_sha256: None,
            own: Vec::new(),
            salt: format!("{:016x}{:016x}", self.dice.next(), self.dice.next()),
        }
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
