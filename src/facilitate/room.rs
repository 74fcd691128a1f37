//! What a turn of the loop works with: whoever answers, the disk, the clock.
//!
//! Nothing is taken in before it is on the disk, and nothing reaches the disk that the review does not admit.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::ask::Ask;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::facilitate::noting::Noting;
use crate::facilitate::noting::Spot;
use crate::facilitate::noting::door;
use crate::facilitate::risk::Door;
use crate::facilitate::risk::at_the_door;
use crate::facilitate::world::Clock;
use crate::facilitate::world::Differing;
use crate::facilitate::world::Held;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::prompt::Refusal;
use crate::prompt::STILL_TO_COME;
use crate::record::AskedWhen;
use crate::records::Case;
use crate::records::ToldRisk;
use crate::review::Admitted;
use crate::review::Note;
use crate::review::Review;
use crate::session::Event;
use crate::session::TypedDay;
use crate::session::What;
use crate::settings::Settings;

/// What is said to a day after that of the record that is being corrected.
const AFTER_IT: &str = "That is after the day of the record that you correct. Give that day or one before it";

/// What is said once, when it happens.
pub(crate) const CLOCK_WENT_BACK: &str =
    "The clock of this computer has gone back since the last answer. The record will say so.";

/// What comes of a sitting that is left for another one, or for good.
#[derive(Debug)]
pub(crate) enum Leave {
    /// They leave.
    Held(Held),
    /// The word was given to write the record.
    Write,
    /// They have told, and disagree with the answer: the escalation strategy begins.
    Escalate,
    /// It is what the case waits for: the record of this name is carried on.
    CarryOn(String),
    /// First it is said what was done after this stop.
    Explain(Box<ToldRisk>),
}

/// What came in the place of an answer.
#[derive(Debug)]
pub(crate) enum Instead {
    /// The world failed.
    Failed(Failure),
    /// Another wish.
    Wants(Reply),
    /// Whatever is due is asked once more.
    Again,
    /// They leave.
    Leaves(Leave),
}

impl From<Failure> for Instead {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Held> for Instead {
    fn from(held: Held) -> Self {
        Self::Leaves(Leave::Held(held))
    }
}

/// How far it is with asking what was done after earlier stops on this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stops {
    /// Nobody is to be asked.
    Nobody,
    /// They are asked once they have passed the safety questions.
    AfterTheDoor,
    /// They are being asked; these stops, by the digest of the first small record, have been put off.
    Asking(Vec<String>),
    /// They have been asked.
    Asked,
}

/// What is to be done on the disk.
#[derive(Debug)]
pub(crate) enum Keep<'a> {
    /// There is something to save from here on.
    Begin,
    /// A note is to be kept, which the review has admitted.
    Note(&'a Admitted),
}

/// Everything that a sitting needs besides its review.
pub(crate) struct Room<'a> {
    /// Whoever answers.
    pub(crate) ask: &'a mut dyn Ask,
    /// Puts a note on the disk. Nothing is taken in before it comes back. Where a journal has begun with it, its path
    /// comes back.
    pub(crate) keep: &'a mut dyn FnMut(Keep<'_>) -> Result<Option<PathBuf>, Failure>,
    /// Now.
    pub(crate) clock: Clock<'a>,
    /// What the team sets.
    pub(crate) settings: &'a Settings,
    /// The role of whoever types, if it is known.
    pub(crate) typed_by: Option<String>,
    /// Writes down what is answered of risk. None where answers are only tried.
    pub(crate) noting: Option<Noting<'a>>,
    /// Reads the records of a case, by its reference and those of other agencies.
    pub(crate) read: &'a dyn Fn(&str, &[String]) -> Case,
    /// True while a folder of records is away: then what was known before is still known.
    pub(crate) is_away: bool,
    /// What is known of strategies that are not the shipped ones. None where nobody is to be told.
    pub(crate) differing: Option<Differing<'a>>,
    /// How far it is with asking what was done after earlier stops.
    pub(crate) stops: &'a mut Stops,
    /// The hints on what was written that have been given: once is enough. None where nobody wants any.
    pub(crate) hinted: Option<Vec<String>>,
    /// The case of which it was said what is open of risk.
    pub(crate) said_risk_of: Option<String>,
    /// The heading shown last.
    pub(crate) heading: String,
}

fn own_fault() -> Failure {
    Failure::new(Exit::OwnFault, "rethink hit a fault of its own: an answer did not fit the step it was given to")
}

impl Room<'_> {
    pub(crate) fn today(&self) -> NaiveDate {
        (self.clock)().1
    }

    /// The day that answers count as: today, or the day of the record that is being corrected.
    pub(crate) fn day(&self, review: &Review) -> NaiveDate {
        review.correcting.as_ref().map_or_else(|| self.today(), |correcting| correcting.corrects.day)
    }

    /// What is said to a day on which nothing can have happened yet.
    pub(crate) fn too_late(review: &Review) -> Refusal {
        Refusal::new(if review.correcting.is_some() { AFTER_IT } else { STILL_TO_COME })
    }

    pub(crate) fn heading(&mut self, words: &str) -> Result<(), Failure> {
        self.ask.say(Words::Heading(words))
    }

    /// Puts a note on the disk, and only then takes it in. What does not fit never reaches the disk.
    pub(crate) fn take(&mut self, review: &mut Review, note: Note) -> Result<(), Failure> {
        let admitted = review.admit(note).map_err(|_| own_fault())?;
        self.save(review, &admitted)?;
        review.apply(admitted);
        Ok(())
    }

    /// Takes in what happened, at this time, and says what comes of it.
    pub(crate) fn happened(&mut self, review: &mut Review, what: What) -> Result<(), Failure> {
        let (at, today) = (self.clock)();
        // What is said of risk is said of today, whatever is corrected.
        let day = if matches!(what, What::AtRisk(_) | What::Told(_)) { today } else { self.day(review) };
        let typed = what.day_given().and_then(|given| {
            let words = self.ask.day_typed()?;
            TypedDay::of(&words, given, today, review.session.calendar())
        });
        let (went_back, forms) = (review.clock_went_back, review.session.forms().len());
        self.take(review, Note::Event(Box::new(Event { at, day, what, typed })))?;
        if review.clock_went_back && !went_back {
            self.ask.say(Words::Text(CLOCK_WENT_BACK))?;
        }
        let ready: Vec<String> = review.session.forms().iter().skip(forms).map(|form| form.title.clone()).collect();
        ready.iter().try_for_each(|title| self.form_is_ready(review, title))
    }

    /// Takes in what somebody gave, and says that it is saved.
    pub(crate) fn given(&mut self, review: &mut Review, what: What) -> Result<(), Instead> {
        self.happened(review, what)?;
        self.saved()
    }

    pub(crate) fn saved(&mut self) -> Result<(), Instead> {
        Ok(self.ask.say(Words::Done("Saved."))?)
    }

    /// Says that a form can be printed, and how.
    fn form_is_ready(&mut self, review: &Review, title: &str) -> Result<(), Failure> {
        let how = match &review.case {
            Some(case) => format!("To print it, in another window: rethink show {case} --form"),
            None => "It can be printed once the case reference is known.".to_owned(),
        };
        self.ask.say(Words::Command(&format!("A form is filled in from your answers: \"{title}\". {how}")))
    }

    /// Puts one question. What comes in the place of an answer goes to whoever holds the loop.
    pub(crate) fn put(&mut self, review: &Review, question: &Question<'_>) -> Result<Answer, Instead> {
        let reading = Reading { today: self.today(), calendar: review.session.calendar() };
        match self.ask.ask(&Question { reading, ..*question })? {
            Reply::Answer(answer) => Ok(answer),
            reply => {
                self.begun(review, &reply)?;
                Err(Instead::Wants(reply))
            }
        }
    }

    /// Puts a question of the program's own.
    pub(crate) fn own(
        &mut self,
        review: &Review,
        name: Name<'_>,
        prompt: &Prompt,
        now: Option<&Answer>,
    ) -> Result<Answer, Instead> {
        self.looked_at(review, name, prompt, now, &|_| Ok(()))
    }

    /// Puts a question of the program's own until its answer passes one more look.
    pub(crate) fn looked_at(
        &mut self,
        review: &Review,
        name: Name<'_>,
        prompt: &Prompt,
        now: Option<&Answer>,
        look: &dyn Fn(&Answer) -> Result<(), Refusal>,
    ) -> Result<Answer, Instead> {
        loop {
            let reading = Reading { today: self.today(), calendar: review.session.calendar() };
            let answer = self.put(review, &Question { name, prompt, of: None, now, reading })?;
            match look(&answer) {
                Ok(()) => return Ok(answer),
                Err(refusal) => self.ask.say(Words::Refusal(&prompt.refused(&refusal)))?,
            }
        }
    }

    /// Puts one of several questions that make up one answer. None if the one before it is wanted again.
    pub(crate) fn part(
        &mut self,
        review: &Review,
        name: Name<'_>,
        prompt: &Prompt,
        now: Option<&Answer>,
        look: &dyn Fn(&Answer) -> Result<(), Refusal>,
    ) -> Result<Option<Answer>, Instead> {
        match self.looked_at(review, name, prompt, now, look) {
            Err(Instead::Wants(Reply::Back)) => Ok(None),
            answer => answer.map(Some),
        }
    }

    /// Keeps what was typed when a prompt was left in the middle.
    fn begun(&mut self, review: &Review, reply: &Reply) -> Result<(), Failure> {
        let begun = self.ask.lost().filter(|_| !matches!(reply, Reply::Answer(_) | Reply::Back));
        if let Some(text) = begun {
            self.save(review, &review.admit(Note::Begun(text)).map_err(|_| own_fault())?)?;
            // The window may have gone, and it is kept all the same.
            drop(self.ask.say(Words::Text("What you were typing is kept. You will see it when you carry on.")));
        }
        Ok(())
    }

    /// Puts a note on the disk. Where that does not come off, it is said, and tried again if whoever types wants it.
    fn save(&mut self, review: &Review, admitted: &Admitted) -> Result<(), Failure> {
        self.kept(review, || Keep::Note(admitted))
    }

    /// There is something to save from here on.
    pub(crate) fn begin(&mut self, review: &Review) -> Result<(), Failure> {
        self.kept(review, || Keep::Begin)
    }

    fn kept<'n>(&mut self, review: &Review, keep: impl Fn() -> Keep<'n>) -> Result<(), Failure> {
        loop {
            let failure = match (self.keep)(keep()) {
                Ok(None) => return Ok(()),
                Ok(Some(journal)) => {
                    self.ask.journal(&journal);
                    return Ok(());
                }
                Err(failure) => failure,
            };
            if failure.exit != Exit::NotSaved || !self.once_more(review, &failure)? {
                return Err(failure);
            }
        }
    }

    /// True if it is to be tried again.
    fn once_more(&mut self, review: &Review, failure: &Failure) -> Result<bool, Failure> {
        self.ask.say(Words::Refusal(&format!("What you did last is not saved: {}", failure.says)))?;
        if let Some(place) = &failure.place {
            self.ask.say(Words::Text(&format!("Where: {place}")))?;
        }
        self.ask.say(Words::Text("Everything that was called saved before is still saved."))?;
        let prompt = Prompt::own("Shall rethink try to save it again?", "Try again", Kind::Choice).options(&[
            ("again", "Try again, for example once there is room on the disk"),
            ("stop", "Stop without it"),
        ]);
        let reading = Reading { today: self.today(), calendar: &self.settings.calendar };
        loop {
            let question = Question { name: Name::Again, prompt: &prompt, of: None, now: None, reading };
            match self.ask.ask(&question)? {
                Reply::Answer(Answer::Choice(id)) => return Ok(id == "again"),
                // Whom to ring is said there, and then there is nothing to wait for.
                Reply::AtRisk if self.stops_aside(review, reading)? => return Ok(false),
                Reply::AtRisk => {}
                _ => return Ok(false),
            }
        }
    }

    /// The safety questions where the journal takes nothing: what is answered may be published all the same. True if they
    /// leave.
    fn stops_aside(&mut self, review: &Review, reading: Reading<'_>) -> Result<bool, Failure> {
        let door = match &self.noting {
            None => at_the_door(self.ask, self.settings, reading, &mut |_| {})?,
            Some(noting) => {
                let of = Spot::only(AskedWhen::Step, review.case.as_deref(), Some(&noting.review));
                door(noting.world, self.ask, &Spot { also: &review.also, ..of })?.0
            }
        };
        Ok(matches!(door, Door::Act | Door::Leave(_)))
    }
}
