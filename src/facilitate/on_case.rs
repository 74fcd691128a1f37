//! What the records of a case say, read for a review.

use crate::ask::Words;
use crate::calendar;
use crate::facilitate::room::Instead;
use crate::facilitate::room::Room;
use crate::facilitate::unfinished::is_of;
use crate::facilitate::unfinished::unfinished;
use crate::record::Head;
use crate::record::NotARecord;
use crate::record::Record;
use crate::records;
use crate::records::Case;
use crate::records::Kept;
use crate::records::Promise;
use crate::records::Promised;
use crate::records::Standing;
use crate::records::StillOpen;
use crate::records::Unread;
use crate::records::promised;
use crate::review::Awaited;
use crate::review::Note;
use crate::review::OnCase;
use crate::review::OpenDate;
use crate::review::Review;
use crate::strategy::check::SAFETY_STOP;

impl Room<'_> {
    /// Reads what the records of the case say, and tells what somebody should know who comes to it.
    pub(crate) fn read_case(&mut self, review: &mut Review) -> Result<(), Instead> {
        let Some(name) = review.case.clone() else { return Ok(()) };
        // What was known before the folder went away is still known.
        if self.is_away && review.on_case != OnCase::default() {
            return Ok(self.take(review, Note::OnCase(Box::new(review.on_case.clone())))?);
        }
        let mut case = (self.read)(&name, &review.also);
        let known = review.correcting.is_none().then(|| records::known(&case));
        let is_new = self.said_risk_of.as_ref() != Some(&name);
        if is_new && review.is_begun_anew() && !review.session.has_answers() {
            self.say_unfinished(&name)?;
            if let Some(unread) = unread_words(&case) {
                self.ask.say(Words::Text(&unread))?;
            }
            let also = case.also();
            if review.also.is_empty() && !also.is_empty() {
                case = (self.read)(&name, &also);
                self.take(review, Note::Also(also))?;
            }
        }
        let open = self.still_open(review, &case);
        let standing = case.standing();
        let on_case = OnCase {
            known,
            open_risk: review.correcting.is_none().then_some(!open.is_empty()),
            open: open_dates(review, &case, &standing),
            waits: case.waiting().into_iter().rev().filter_map(awaited).collect(),
            records: case.heads().into_iter().map(|(_, sha256)| sha256).collect(),
        };
        self.take(review, Note::OnCase(Box::new(on_case)))?;
        self.said_risk_of = Some(name);
        // Whoever says what was done after a stop knows of it.
        if is_new && !open.is_empty() && review.session.strategy().id != SAFETY_STOP {
            self.say_open_risk(&open)?;
        }
        Ok(())
    }

    /// What is open of risk on the case, but for what whoever types said in this review: that is asked anew. A correction
    /// leaves what stood as it was.
    fn still_open(&self, review: &Review, case: &Case) -> Vec<StillOpen> {
        if review.correcting.is_some() {
            return Vec::new();
        }
        let own = self.noting.as_ref().map(|noting| noting.review.as_str());
        let mut open = case.open_risk(self.today());
        open.retain(|open| !open.is_of(own, self.typed_by.as_deref()));
        open
    }

    fn say_open_risk(&mut self, open: &[StillOpen]) -> Result<(), Instead> {
        self.heading("A child may be at risk on this case")?;
        for open in open {
            self.ask.say(Words::Text(&format!("{}.", open.words())))?;
            if let Some(how) = open.how_it_ends() {
                self.ask.say(Words::Command(&how))?;
            }
        }
        Ok(self.ask.say(Words::Text("It stays open in every list until then."))?)
    }

    /// Says that reviews of this case are begun already, each with the command that carries it on; that stays the right
    /// one when one more is begun.
    fn say_unfinished(&mut self, case: &str) -> Result<(), Instead> {
        let Some(noting) = &self.noting else { return Ok(()) };
        // Nobody reads what is said to a file of answers.
        if !self.ask.is_person() {
            return Ok(());
        }
        let all = unfinished(noting.world.places);
        let others = all.iter().filter(|(_, found)| is_of(found, case) && found.head.review != noting.review);
        let names: Vec<String> = others.map(|(_, found)| found.head.review.clone()).collect();
        for name in names {
            let words = format!("An unfinished review of this case is on this computer: rethink resume {name}");
            self.ask.say(Words::Command(&words))?;
            self.ask.say(Words::Text("If you go on here, you begin another one."))?;
        }
        Ok(())
    }
}

/// What a record waits for.
fn awaited(record: &Record) -> Option<Awaited> {
    let due = record.head.waiting.as_ref()?.due;
    let (name, sha256) = (record.head.record.clone(), record.sha256.clone());
    Some(Awaited { record: name, sha256, due, words: waits_words(&record.head) })
}

/// The dates of a case that are open and that this review can meet.
fn open_dates(review: &Review, case: &Case, standing: &Standing<'_>) -> Vec<OpenDate> {
    let mut heads = case.heads();
    // A record that is corrected meets no date of its own, and none that was promised after it.
    if let Some(correcting) = &review.correcting {
        let (corrects, first) = (&correcting.corrects, standing.first(&correcting.corrects.sha256));
        let at = (corrects.day, correcting.was.written);
        heads.retain(|(head, sha256)| standing.first(sha256) != first && (head.day(), head.written) < at);
    }
    let date = |it: Promised<'_>| OpenDate {
        record: it.head.record.clone(),
        sha256: it.sha256.to_owned(),
        by: it.by,
        to: (it.what == Promise::Handover).then(|| it.who().to_owned()),
        next: it.head.outcome.as_ref().and_then(|outcome| outcome.next.clone()),
    };
    open(&heads, standing).into_iter().map(date).collect()
}

/// The dates of a case that are open and that a new review can meet. A wait is carried on instead.
pub(crate) fn open<'a>(heads: &'a [(Head, String)], standing: &Standing<'a>) -> Vec<Promised<'a>> {
    let mut open: Vec<Promised<'_>> = promised(heads, standing)
        .into_iter()
        .filter(|promised| promised.kept == Kept::Open && promised.what != Promise::Reply)
        .collect();
    open.sort_by_key(|promised| promised.by);
    open
}

/// What a record waits for, with its day.
pub(crate) fn waits_words(head: &Head) -> String {
    let Some(waiting) = &head.waiting else { return head.strategy.title.clone() };
    let (day, due) = (calendar::medium(head.date), calendar::medium(waiting.due));
    let name = head.record.rsplit('_').next().unwrap_or(&head.record);
    format!("{}, {day}: waiting for {}: {}, by {due} (record {name})", head.strategy.id, waiting.who, waiting.label)
}

/// What cannot be read of a case, in words for whoever begins or carries on.
pub(crate) fn unread_words(case: &Case) -> Option<String> {
    let names = |wanted: &dyn Fn(&Unread) -> bool| -> Vec<String> {
        let of = case.unread.iter().filter(|(_, why)| wanted(why));
        of.filter_map(|(path, _)| Some(path.file_name()?.to_string_lossy().into_owned())).collect()
    };
    let newer = names(&|why| *why == Unread::Not(NotARecord::Newer));
    let others = names(&|why| *why != Unread::Not(NotARecord::Newer));
    let mut words = Vec::new();
    if !newer.is_empty() {
        words.push(format!("Written by a newer rethink, and not read here: {}.", newer.join(", ")));
    }
    if !others.is_empty() {
        words.push(format!("Cannot be read, or not as it was written: {}.", others.join(", ")));
    }
    (!words.is_empty()).then(|| words.join(" "))
}
