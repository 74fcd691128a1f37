//! The loop: next step, ask, journal, accept.
//!
//! An answer is on the disk before the session accepts it.

mod abandoned;
mod again;
mod beforehand;
mod carry_on;
mod check;
mod correct;
mod dates;
mod differs;
mod discard;
mod following;
mod noting;
mod review;
mod risk;
mod saving;
mod sitting;
mod stop_by_file;
mod stops;
mod walk;
mod watch;
mod what_was_done;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;

use crate::ask::Ask;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::facilitate::dates::AFTER_IT;
use crate::failure::Exit;
use crate::failure::Failure;
use crate::journal::Note;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::prompt::Refusal;
use crate::prompt::STILL_TO_COME;
use crate::record;
use crate::records::Case;
use crate::session::Asked;
use crate::session::Event;
use crate::session::Next;
use crate::session::Offer;
use crate::session::Risk;
use crate::session::Session;
use crate::session::TypedDay;
use crate::session::What;
use crate::settings::Settings;
use crate::settings::is_like_a_reference;
use crate::strategy::Does;

pub use again::Again;
pub use again::Comes;
pub use again::again;
pub use beforehand::answers_digest;
pub use beforehand::answers_given;
pub(crate) use carry_on::all_known;
pub use carry_on::as_it_stands;
pub use carry_on::closed;
pub(crate) use carry_on::is_of;
pub use carry_on::reopened;
pub use carry_on::resume;
pub use carry_on::title_of;
pub use carry_on::unfinished;
pub use correct::correct;
pub use correct::correction_given;
pub use differs::Differing;
pub use discard::discard;
pub use following::Following;
pub use noting::Noting;
pub use noting::stopped_while_setting_up;
pub use review::Correcting;
pub use review::Review;
pub use risk::Door;
pub(crate) use risk::LEFT_OUT;
pub(crate) use risk::OTHERWISE;
pub use risk::at_the_door;
pub use risk::look_at_escalation;
pub use sitting::Begin;
pub use sitting::Done;
pub use sitting::World;
pub use sitting::start;
pub use stop_by_file::StopByFile;
pub use stop_by_file::StopNoted;
pub use stop_by_file::stopped_by_file;
pub use stops::STOPPED_ON;
pub use stops::has_stopped;
pub use walk::Shows;
pub use walk::Walk;
pub use walk::Walking;
pub use walk::walk;
pub use what_was_done::Said;
pub use what_was_done::say_what_was_done;

/// How a sitting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// The word was given to write the record.
    Write,
    /// It was saved and left.
    Saved,
    /// It was left so that a child is made safe.
    Safety,
    /// They have told, and disagree with the answer: the escalation strategy begins.
    Escalate,
    /// Ctrl-C.
    Interrupted,
}

/// Now, and the day it counts as.
pub type Clock<'a> = &'a dyn Fn() -> (DateTime<FixedOffset>, NaiveDate);

/// Everything that a sitting needs besides its review.
pub struct Room<'a> {
    /// Whoever answers.
    pub ask: &'a mut dyn Ask,
    /// Puts a note on the disk. Nothing is accepted before it comes back.
    pub journal: &'a mut dyn FnMut(&Note) -> Result<(), Failure>,
    /// Now.
    pub clock: Clock<'a>,
    /// What the team sets.
    pub settings: &'a Settings,
    /// The role of whoever types, if it is known.
    pub typed_by: Option<String>,
    /// Writes down what is answered of risk. None where answers are only tried.
    pub noting: Option<Noting<'a>>,
    /// Reads the records of a case, by its reference and those of other agencies.
    pub read: &'a dyn Fn(&str, &[String]) -> Case,
    /// What is known of strategies that are not the shipped ones. None where nobody is to be told.
    pub differing: Option<Differing<'a>>,
    /// The hints on what was written that have been given: once is enough. None where nobody wants any.
    pub hinted: Option<Vec<String>>,
    /// The heading shown last.
    pub heading: String,
}

/// What to do after one turn of the loop.
pub(crate) enum Turn {
    Go,
    Leave(Held),
}

/// Holds a sitting until it is to be written, saved or left.
pub fn hold(review: &mut Review, room: &mut Room<'_>) -> Result<Held, Failure> {
    // A file that puts the references right may have taken the followed record out of the case.
    if review.correcting.is_some() {
        room.look_again_at_following(review)?;
    }
    room.look_at_risk(review, true)?;
    loop {
        if let Some(turn) = room.tell_differing(review)? {
            match turn {
                Turn::Go => continue,
                Turn::Leave(held) => return Ok(held),
            }
        }
        // A heading above nothing would be one more thing to wonder about.
        if !matches!(review.session.next(), Next::Take(..)) {
            room.show_stage(review)?;
        }
        room.ask.anytime(review.session.open_ways().into_iter().map(|(id, _)| id).collect());
        if let Some(turn) = room.is_this_that(review)? {
            match turn {
                Turn::Go => continue,
                Turn::Leave(held) => return Ok(held),
            }
        }
        let turn = match review.session.next() {
            Next::Take(_, answer, from) => {
                let path = review.session.path();
                room.happened(review, What::Answer { path, nth: None, answer, on: None, from: Some(from) })?;
                Turn::Go
            }
            Next::Ask(asked) => {
                let (put, offers) = Put::of(&review.session, &asked);
                room.step(review, &put, &offers)?
            }
            Next::Happened(..) => room.wait(review)?,
            Next::Date(path, limit) => room.unset(review, &path, limit)?,
            Next::About(may) => {
                let may = may.to_vec();
                room.about(review, &may)?
            }
            Next::UntilThen => room.until_then(review)?,
            Next::StopAndAct => room.risk(review)?,
            Next::WhyWithdrawn => room.withdraw(review)?,
            Next::WhyElsewhere => room.elsewhere(review)?,
            Next::End(_) => room.check(review)?,
        };
        if let Turn::Leave(held) = turn {
            return Ok(held);
        }
    }
}

/// A step as it is put, freed from the session that it comes from.
struct Put {
    does: Does,
    path: String,
    leg: usize,
    round: usize,
    nth: Option<(usize, String)>,
    waits: bool,
    fact: Option<&'static str>,
    asks_agency: bool,
}

impl Put {
    fn of(session: &Session, asked: &Asked<'_>) -> (Self, Vec<Offer>) {
        let put = Self {
            does: asked.step.does.clone(),
            path: session.path(),
            leg: session.legs().len() - 1,
            round: asked.round,
            nth: asked.nth.clone(),
            waits: asked.step.wait_for.is_some(),
            fact: asked.step.fact.map(|fact| fact.name),
            asks_agency: asked.step.asks_agency(),
        };
        (put, asked.offers.clone())
    }
}

/// The review with one more note. What does not fit must never reach the disk: it could not be read back.
/// What is said once, when it happens.
pub(crate) const CLOCK_WENT_BACK: &str =
    "The clock of this computer has gone back since the last answer. The record will say so.";

fn admitted(review: &Review, note: &Note) -> Result<Review, Failure> {
    let mut next = review.clone();
    next.apply(note).map_err(|_| {
        let says = "rethink hit a fault of its own: an answer did not fit the step it was given to";
        Failure::new(Exit::OwnFault, says)
    })?;
    Ok(next)
}

impl Room<'_> {
    /// Puts what happened on the disk, and only then tells the review.session.
    fn happened(&mut self, review: &mut Review, what: What) -> Result<(), Failure> {
        let (at, today) = (self.clock)();
        // What is said of risk is said of today, whatever is corrected.
        let day = if matches!(what, What::AtRisk(_) | What::Told(_)) { today } else { self.day(review) };
        let typed = what.day_given().and_then(|given| {
            let words = self.ask.day_typed()?;
            TypedDay::of(&words, given, today, review.session.calendar())
        });
        let note = Note::Event(Box::new(Event { at, day, what, typed }));
        let next = admitted(review, &note)?;
        self.save(review, &note)?;
        let before = std::mem::replace(review, next);
        if review.clock_went_back && !before.clock_went_back {
            self.ask.say(Words::Text(CLOCK_WENT_BACK))?;
        }
        let forms = review.session.forms();
        let ready: Vec<String> =
            forms.iter().skip(before.session.forms().len()).map(|form| form.title.clone()).collect();
        ready.iter().try_for_each(|title| self.form_is_ready(review, title))
    }

    /// Puts a note on the disk, and only then takes it in.
    pub(crate) fn take(&mut self, review: &mut Review, note: &Note) -> Result<(), Failure> {
        let next = admitted(review, note)?;
        self.save(review, note)?;
        *review = next;
        Ok(())
    }

    /// Ties what was written down of risk to its case.
    pub(crate) fn tie(&mut self, review: &Review) -> Result<(), Failure> {
        let ties = self.noting.as_ref().map(|noting| noting.ties(review.case.as_deref())).unwrap_or_default();
        for note in ties {
            self.save(review, &Note::Small(note.text.clone()))?;
            self.noting.iter_mut().for_each(|noting| noting.add(note.clone()));
        }
        Ok(())
    }

    /// Says that a form can be printed, and how.
    fn form_is_ready(&mut self, review: &Review, title: &str) -> Result<(), Failure> {
        let how = match &review.case {
            Some(case) => format!("To print it, in another window: rethink show {case} --form"),
            None => "It can be printed once the case reference is known.".to_owned(),
        };
        self.ask.say(Words::Command(&format!("A form is filled in from your answers: \"{title}\". {how}")))
    }

    /// The day that answers count as: today, or the day of the record that is being corrected.
    fn day(&self, review: &Review) -> NaiveDate {
        review.correcting.as_ref().map_or_else(|| (self.clock)().1, |correcting| correcting.corrects.day)
    }

    /// What is said to a day on which nothing can have happened yet.
    fn too_late(review: &Review) -> Refusal {
        Refusal::new(if review.correcting.is_some() { AFTER_IT } else { STILL_TO_COME })
    }

    fn given(&mut self, review: &mut Review, what: What) -> Result<Turn, Failure> {
        self.happened(review, what)?;
        self.ask.say(Words::Done("Saved."))?;
        Ok(Turn::Go)
    }

    /// Puts a prompt of the program's own until its answer passes one more look.
    fn own(
        &mut self,
        review: &mut Review,
        name: Name<'_>,
        prompt: &Prompt,
        now: Option<&Answer>,
        look: &dyn Fn(&Answer, NaiveDate) -> Result<(), Refusal>,
    ) -> Result<Result<Answer, Turn>, Failure> {
        loop {
            let (_, today) = (self.clock)();
            let calendar = review.session.calendar().clone();
            let reading = Reading { today, calendar: &calendar };
            match self.ask.ask(&Question { name, prompt, of: None, now, reading })? {
                Reply::Answer(answer) => match look(&answer, today) {
                    Ok(()) => return Ok(Ok(answer)),
                    Err(refusal) => self.ask.say(Words::Refusal(&prompt.refused(&refusal)))?,
                },
                reply => return Ok(Err(self.reply(review, reply)?)),
            }
        }
    }

    /// Keeps what was typed when a prompt was left in the middle.
    fn begun(&mut self, review: &Review, reply: &Reply) -> Result<(), Failure> {
        let begun = self.ask.lost().filter(|_| !matches!(reply, Reply::Answer(_) | Reply::Back));
        if let Some(text) = begun {
            self.save(review, &Note::Begun(text))?;
            // The window may have gone, and it is kept all the same.
            drop(self.ask.say(Words::Text("What you were typing is kept. You will see it when you carry on.")));
        }
        Ok(())
    }

    /// Everything that can come back from a prompt besides an answer.
    fn reply(&mut self, review: &mut Review, reply: Reply) -> Result<Turn, Failure> {
        self.begun(review, &reply)?;
        Ok(match reply {
            // Whoever asked has dealt with an answer.
            Reply::Answer(_) => Turn::Go,
            Reply::Back => {
                if review.session.has_answers() {
                    self.take(review, &Note::Back)?;
                } else {
                    self.ask.say(Words::Text(
                        "This is the first question of this session: there is nothing to go back to.",
                    ))?;
                }
                Turn::Go
            }
            Reply::Save | Reply::Ended => Turn::Leave(Held::Saved),
            Reply::Interrupted => Turn::Leave(Held::Interrupted),
            Reply::AtRisk => self.risk(review)?,
            Reply::Withdraw => self.withdraw(review)?,
            Reply::Elsewhere => self.elsewhere(review)?,
            Reply::Anytime(id) => {
                if review.session.open_ways().iter().any(|(open, _)| *open == id) {
                    return self.given(review, What::Anytime(id));
                }
                Turn::Go
            }
        })
    }

    pub(crate) fn heading(&mut self, words: &str) -> Result<(), Failure> {
        self.ask.say(Words::Heading(words))
    }

    /// The heading of the stage, when it changes.
    fn show_stage(&mut self, review: &Review) -> Result<(), Failure> {
        if matches!(review.session.next(), Next::End(_)) {
            return Ok(());
        }
        let strategy = review.session.strategy();
        let case = review.case.as_deref().unwrap_or("no reference yet");
        let stage = review
            .session
            .stage()
            .map(|(title, place, of)| format!(" · {title} ({place} of {of})"))
            .unwrap_or_default();
        let heading = format!("{}{stage} · {case}", strategy.title);
        if heading != self.heading {
            self.heading(&heading)?;
            self.heading = heading;
        }
        Ok(())
    }

    fn step(&mut self, review: &mut Review, put: &Put, offers: &[Offer]) -> Result<Turn, Failure> {
        let path = put.path.clone();
        let nth = put.nth.as_ref().map(|(nth, _)| *nth);
        let answer = |answer, from| What::Answer { path: path.clone(), nth, answer, on: None, from };
        let prompt = match &put.does {
            Does::Ask(prompt) if put.asks_agency && !self.settings.agencies.is_empty() => {
                &with_agencies(prompt, &self.settings.agencies)
            }
            Does::Ask(prompt) => prompt,
            // It has been said and done already, when it was asked whether it has happened.
            Does::Say(_) if put.waits => {
                self.happened(review, answer(Answer::Done, None))?;
                return Ok(Turn::Go);
            }
            Does::Say(words) => {
                self.ask.say(Words::Text(words))?;
                let mut prompt = Prompt::own("Press Enter to go on", "Go on", Kind::Line);
                prompt.optional = true;
                let name = Name::GoOn { leg: put.leg, path: &put.path, round: put.round };
                return match self.own(review, name, &prompt, None, &|_, _| Ok(()))? {
                    Ok(_) => {
                        self.happened(review, answer(Answer::Done, None))?;
                        Ok(Turn::Go)
                    }
                    Err(turn) => Ok(turn),
                };
            }
            // A session never stands at a step that runs another strategy: it stands inside it.
            Does::Run(_) => return Ok(Turn::Go),
        };
        if offers.len() > 1 {
            match self.which(review, prompt, offers)? {
                Ok(Some(offer)) => {
                    return match self.origin(review, put, &offer.answer)? {
                        Ok(from) => self.given(review, answer(offer.answer.clone(), from)),
                        Err(turn) => Ok(turn),
                    };
                }
                Ok(None) => {}
                Err(turn) => return Ok(turn),
            }
        }
        let offer = offers.first().filter(|_| offers.len() == 1);
        self.say_since(offer)?;
        let name =
            Name::Step { leg: put.leg, path: &put.path, round: put.round, nth: put.nth.as_ref().map(|(nth, _)| *nth) };
        let (_, today) = (self.clock)();
        let calendar = review.session.calendar().clone();
        let question = Question {
            name,
            prompt,
            of: put.nth.as_ref().map(|(_, of)| of.as_str()),
            now: offer.map(|offer| &offer.answer),
            reading: Reading { today, calendar: &calendar },
        };
        match self.ask.ask(&question)? {
            // Every day that is a fact is one on which something has happened.
            Reply::Answer(Answer::Date(day)) if put.fact.is_some() && day.day > self.day(review) => {
                self.ask.say(Words::Refusal(&prompt.refused(&Self::too_late(review))))?;
                Ok(Turn::Go)
            }
            Reply::Answer(given) => {
                // The child's view may well be older than the concern.
                if let Answer::Date(day) = given
                    && put.fact.is_some_and(|fact| !["raised-on", "childs-view-on"].contains(&fact))
                {
                    self.early(review, day.day)?;
                }
                match self.origin(review, put, &given)? {
                    Ok(from) => self.given(review, answer(given, from)),
                    Err(turn) => Ok(turn),
                }
            }
            reply => self.reply(review, reply),
        }
    }

    /// Records of the case that were written on the same day, unknown to each other, disagree: which still stands?
    fn which<'a>(
        &mut self,
        review: &mut Review,
        of: &Prompt,
        offers: &'a [Offer],
    ) -> Result<Result<Option<&'a Offer>, Turn>, Failure> {
        let each =
            |offer: &Offer| format!("{}: {}", record::in_words(&offer.from), check::in_short(Some(of), &offer.answer));
        let labels: Vec<(String, String)> =
            offers.iter().enumerate().map(|(place, offer)| ((place + 1).to_string(), each(offer))).collect();
        let mut options: Vec<(&str, &str)> = labels.iter().map(|(id, label)| (id.as_str(), label.as_str())).collect();
        options.push(("neither", "Neither: I will answer it again"));
        self.ask.say(Words::Text("Records of this case from the same day say different things here."))?;
        let ask = format!("{} Which answer still stands?", of.ask);
        let prompt = Prompt::own(&ask, "Which still stands", Kind::Choice).options(&options);
        Ok(match self.own(review, Name::Which, &prompt, None, &|_, _| Ok(()))? {
            Ok(Answer::Choice(id)) => Ok(id.parse::<usize>().ok().and_then(|number| offers.get(number - 1))),
            Ok(_) => Ok(None),
            Err(turn) => Err(turn),
        })
    }

    fn about(&mut self, review: &mut Review, may: &[String]) -> Result<Turn, Failure> {
        let options: Vec<(&str, &str)> = may.iter().map(|about| (about.as_str(), about_words(about))).collect();
        let prompt = Prompt::own("Is it about one child, or about a family?", "About", Kind::Choice).options(&options);
        match self.own(review, Name::About, &prompt, None, &|_, _| Ok(()))? {
            Ok(Answer::Choice(about)) => self.given(review, What::About(about)),
            Ok(_) => Ok(Turn::Go),
            Err(turn) => Ok(turn),
        }
    }

    /// Asks why the review is withdrawn.
    fn withdraw(&mut self, review: &mut Review) -> Result<Turn, Failure> {
        let prompt = Prompt::own("Why is this review withdrawn?", "Why it is withdrawn", Kind::Text)
            .hint("It is recorded, so that nobody has to guess later");
        match self.leaving(review, "withdrawn", &prompt)? {
            Ok(why) => self.given(review, What::Withdrawn { why }),
            Err(turn) => Ok(turn),
        }
    }

    /// Asks which way it goes on, and why.
    fn elsewhere(&mut self, review: &mut Review) -> Result<Turn, Failure> {
        let which = Prompt::own("Which way does it go on?", "Which way", Kind::Line)
            .hint("Another strategy, or a procedure outside rethink");
        let to = match self.leaving(review, "elsewhere", &which)? {
            Ok(to) => to,
            Err(turn) => return Ok(turn),
        };
        let prompt = Prompt::own("Why is that better for the child?", "Why another way", Kind::Text);
        match self.leaving(review, "elsewhere-why", &prompt)? {
            Ok(why) => self.given(review, What::Elsewhere { to, why }),
            Err(turn) => Ok(turn),
        }
    }

    /// A reason for leaving. Going back from it is carrying on.
    fn leaving(&mut self, review: &mut Review, name: &str, prompt: &Prompt) -> Result<Result<String, Turn>, Failure> {
        let (_, today) = (self.clock)();
        let calendar = review.session.calendar().clone();
        let reading = Reading { today, calendar: &calendar };
        let reply = self.ask.ask(&Question { name: Name::Leaving(name), prompt, of: None, now: None, reading })?;
        self.begun(review, &reply)?;
        Ok(match reply {
            Reply::Answer(Answer::Text(words)) => Ok(words),
            Reply::Save | Reply::Ended => Err(Turn::Leave(Held::Saved)),
            Reply::Interrupted => Err(Turn::Leave(Held::Interrupted)),
            Reply::AtRisk => Err(self.risk(review)?),
            _ => Err(Turn::Go),
        })
    }

    /// Asks the safety questions again, and keeps the answer beside the earlier one.
    fn risk(&mut self, review: &mut Review) -> Result<Turn, Failure> {
        let calendar = review.session.calendar().clone();
        let (_, today) = (self.clock)();
        let reading = Reading { today, calendar: &calendar };
        let (risk, told) = match self.door(review, reading)? {
            Door::On(risk, told) => (risk, told),
            Door::Act => (Risk::Acting, None),
            Door::Back => return Ok(Turn::Go),
            Door::Leave(held) => return Ok(Turn::Leave(held)),
        };
        let said = std::iter::once(What::AtRisk(risk)).chain(told.map(What::Told));
        let happened = said.into_iter().try_for_each(|what| self.happened(review, what));
        // A disk that takes no answer must not keep anybody from leaving to act.
        if risk != Risk::Acting {
            happened?;
        }
        Ok(match risk {
            Risk::Acting => Turn::Leave(Held::Safety),
            Risk::ToldAndDisagree if review.session.strategy().id != self.settings.escalation => {
                Turn::Leave(Held::Escalate)
            }
            _ => Turn::Go,
        })
    }

    /// The program's own safety questions. The small record of an answer goes to the journal before it goes anywhere else.
    fn door(&mut self, review: &Review, reading: Reading<'_>) -> Result<Door, Failure> {
        let (noting, journal, typed_by) = (&mut self.noting, &mut self.journal, &self.typed_by);
        let mut noted = |risk| {
            let Some(noting) = noting.as_mut() else { return };
            if let Some(note) = noting.answered(risk, review, typed_by.clone()) {
                // A disk that takes no answer must not keep anybody from seeing that a child may be at risk.
                drop(journal(&Note::Small(note.text.clone())));
                noting.add(note);
            }
        };
        at_the_door(self.ask, self.settings, reading, &mut noted)
    }

    /// Asks for the case reference. Blank is accepted only while it can still be given later.
    fn reference(&mut self, review: &mut Review, may_wait: bool) -> Result<Result<(), Turn>, Failure> {
        let prompt = reference_prompt(self.settings, may_wait);
        let settings = self.settings.clone();
        let look = move |answer: &Answer, _: NaiveDate| look_at_reference(&settings, answer);
        match self.own(review, Name::Case, &prompt, None, &look)? {
            Ok(Answer::Text(words)) => {
                let (case, also) = references(&words);
                let before = review.case.clone();
                let moved = before.is_some_and(|before| !before.eq_ignore_ascii_case(&case));
                self.take(review, &Note::Case(case))?;
                // The references of one child are not those of another.
                let dropped = moved && also.is_empty() && !review.also.is_empty();
                if dropped || !also.is_empty() {
                    self.take(review, &Note::Also(also))?;
                }
                if moved {
                    self.moved(review, dropped)?;
                }
                self.tie(review)?;
                self.look_again_at_following(review)?;
                self.look_at_risk(review, moved)?;
                Ok(Ok(()))
            }
            Ok(_) => Ok(Ok(())),
            Err(turn) => Ok(Err(turn)),
        }
    }
}

impl Room<'_> {
    /// Says what it means that this is of another case than it was.
    fn moved(&mut self, review: &mut Review, dropped: bool) -> Result<(), Failure> {
        if dropped {
            self.ask.say(Words::Text(
                "The references of other agencies are taken out: they were of the other case. Type also to give some.",
            ))?;
        }
        if review.correcting.is_some() {
            self.ask.say(Words::Text(
                "Only this record moves. Other parts of its review stay where they are until each is corrected.",
            ))?;
        }
        Ok(())
    }
}

/// The same prompt with the team's own list of agencies, so that each is written in one way.
fn with_agencies(prompt: &Prompt, agencies: &[String]) -> Prompt {
    let before = prompt.hint.as_ref().map(|hint| format!("{hint}. ")).unwrap_or_default();
    prompt
        .clone()
        .hint(&format!("{before}{}", format_args!("From your team: agencies here are {}", agencies.join(", "))))
}

/// What a review is about, in words.
pub(crate) fn about_words(about: &str) -> &str {
    match about {
        "child" => "One child",
        "family" => "A family",
        _ => "How services work together, and no one child",
    }
}

/// The prompt for a case reference.
pub fn reference_prompt(settings: &Settings, may_wait: bool) -> Prompt {
    let hint = format!(
        "Your case system's reference, not a name or initials. {}. \
         If another agency uses another one, add that after a comma",
        settings.reference_hint()
    );
    let mut prompt = Prompt::own("What is the case reference?", "Case reference", Kind::Line).hint(&hint);
    prompt.optional = may_wait;
    prompt.why("The record stands for a child or family without naming them. Your case system holds the name.")
}

/// Says why an answer cannot be a case reference.
pub fn look_at_reference(settings: &Settings, answer: &Answer) -> Result<(), Refusal> {
    match answer {
        Answer::Text(words) => {
            let (case, also) = references(words);
            if settings.is_reference(&case) && also.iter().all(|also| is_like_a_reference(also)) {
                return Ok(());
            }
            Err(Refusal::new(format!(
                "Use the reference from your case system, so that the record does not hold a name. {}",
                settings.reference_hint()
            )))
        }
        _ => Ok(()),
    }
}

/// The reference of a case, and those by which other agencies know it: they come after commas.
pub(crate) fn references(words: &str) -> (String, Vec<String>) {
    let mut all = words.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
    let case = all.next().unwrap_or_default();
    let also = all.filter(|also| !also.eq_ignore_ascii_case(&case)).collect();
    (case, also)
}
