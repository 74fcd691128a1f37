//! Putting a prompt to a person: terminal, plain, script.
//!
//! [`Ask`] is the one trait of the house. A backend shows words and takes one answer at a time. It decides nothing:
//! what is accepted is for [`Prompt`], what comes next is for the session.

mod fields;
mod plain;
mod screen;
pub mod script;
mod terminal;

use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::failure::Failure;
use crate::prompt::Answer;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::session::What;

pub use fields::by_fields;
pub use plain::Plain;
pub use screen::Editor;
pub use screen::edited;
pub use screen::ends;
pub use screen::from_your_team;
pub use screen::given_back;
pub use screen::restore;
pub use terminal::Terminal;

/// Which question it is, for a backend that has its answers beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name<'a> {
    /// The program's own: is a child in danger now?
    DangerNow,
    /// The program's own: is there a risk of significant harm?
    AtRisk,
    /// The program's own: who has been told of it.
    ToldWhom,
    /// The program's own: when they were told.
    ToldWhen,
    /// The program's own: what they said.
    ToldSaid,
    /// The program's own: what was done after a stop for safety, now or another time?
    AfterStop,
    /// The program's own: what was done after a stop or a risk answer that no review goes on from.
    WhatWasDone,
    /// The program's own: the role of whoever did that.
    DoneBy,
    /// The program's own: whether the child is safe after that.
    SafeNow,
    /// The program's own: who says that a risk is over.
    WhoSays,
    /// The program's own: whether something else is said of a stop than was said before.
    SaidBefore,
    /// The program's own: the case reference.
    Case,
    /// The program's own: the role of whoever types.
    TypedBy,
    /// The program's own: what the review is about.
    About,
    /// A step of the strategy.
    Step {
        /// The strategy it belongs to, as the session entered it.
        leg: usize,
        /// Its path.
        path: &'a str,
        /// How often it has been answered before in this review.
        round: usize,
        /// For a step asked once for each entry: which one, from 0.
        nth: Option<usize>,
    },
    /// Which of several answers of the case still stands, or neither. The step is asked next if neither does.
    Which,
    /// Which promised date of the case this review meets, if any.
    Follows,
    /// How something is to be set, by `rethink init`.
    Setting,
    /// Why a record is corrected.
    Reason,
    /// Whether unfinished answers are discarded or kept.
    Discard,
    /// What was said could not be saved: try again?
    Again,
    /// Which of several waiting records is carried on.
    WhichWait,
    /// A case waits: is this that?
    Waits,
    /// The references by which other agencies know the case.
    Also,
    /// Has what is waited for happened: yes, not yet, or no reply?
    Happened {
        /// As for a step.
        leg: usize,
        /// The step that waits.
        path: &'a str,
        /// As for a step.
        round: usize,
    },
    /// On which day it happened.
    On {
        /// As for a step.
        leg: usize,
        /// The step that waits.
        path: &'a str,
        /// As for a step.
        round: usize,
    },
    /// By which day, where the procedure's own number is not known; or brought forward.
    By(&'a str),
    /// Why that day.
    ByWhy(&'a str),
    /// What keeps the child safe, and who checks and when?
    UntilThen,
    /// Who checked that an earlier answer to that still holds, and when?
    Checked,
    /// Why the review is withdrawn, or goes on elsewhere, or which way.
    Leaving(&'a str),
    /// Check your answers, with the date that the record will give.
    Check(Option<Movable<'a>>),
    /// Press Enter to go on, after it was said that a strategy is not the shipped one.
    Differs,
    /// Press Enter to go on, after what a step says.
    GoOn {
        /// As for a step.
        leg: usize,
        /// The step that says it.
        path: &'a str,
        /// As for a step.
        round: usize,
    },
}

impl Name<'_> {
    /// False where there is no review that could be withdrawn or go on elsewhere.
    pub(crate) fn is_of_a_review(self) -> bool {
        !matches!(self, Name::Setting | Name::Discard | Name::Again)
    }
}

/// A date that can still be moved before the record is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Movable<'a> {
    /// The name under which it is moved: a step's path, or an outcome's name.
    pub path: &'a str,
    /// The day that it is now. It can be brought forward.
    pub due: NaiveDate,
    /// The day to which it can be put back, once.
    pub latest: Option<NaiveDate>,
}

/// Something that was said and stands, in the place of the number by which it can be changed.
#[derive(Debug, Clone)]
pub struct Listed {
    /// What was said.
    pub what: What,
    /// The strategy it belongs to, as the session entered it.
    pub leg: usize,
    /// How often its step had been answered before it.
    pub round: usize,
    /// What was asked, if it is the answer to a step.
    pub prompt: Option<Prompt>,
}

/// What stands when the answers are checked.
#[derive(Debug, Clone, Default)]
pub struct Stands {
    /// The case reference, once it is known.
    pub case: Option<String>,
    /// The references by which other agencies know the case.
    pub also: Vec<String>,
    /// The promised date that it meets.
    pub follows: Option<NaiveDate>,
    /// True if it can be said here which promised date it meets.
    pub may_follow: bool,
    /// What was said, each at its number.
    pub answers: Vec<Listed>,
}

/// One prompt put to a person.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Which it is.
    pub name: Name<'a>,
    /// What is asked.
    pub prompt: &'a Prompt,
    /// For a step asked once for each entry of another: that entry, in words.
    pub of: Option<&'a str>,
    /// The answer so far, to keep or to change.
    pub now: Option<&'a Answer>,
    /// What typed days are read against.
    pub reading: Reading<'a>,
}

/// What comes back from asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// An answer that the prompt accepts.
    Answer(Answer),
    /// Go back to the prompt before.
    Back,
    /// Save and stop.
    Save,
    /// A child may be at risk now.
    AtRisk,
    /// Withdraw the review, with a reason.
    Withdraw,
    /// Go on in another way, with a reason.
    Elsewhere,
    /// A way out that the strategy itself adds, by its name.
    Anytime(String),
    /// The input has ended, or the window has gone.
    Ended,
    /// Ctrl-C.
    Interrupted,
}

/// Something said to a person.
#[derive(Debug, Clone, Copy)]
pub enum Words<'a> {
    /// A heading on a line of its own.
    Heading(&'a str),
    /// A paragraph, wrapped to the screen.
    Text(&'a str),
    /// A line that is kept as it is, such as a row of a list.
    Line(&'a str),
    /// What somebody did wrong can be put right: said just after their answer, before the prompt comes again.
    Refusal(&'a str),
    /// Something to know that holds nobody up: less bright where the screen can show it.
    Aside(&'a str),
    /// A short word that something is done: "Saved."
    Done(&'a str),
    /// A paragraph of the program's own that names a command to type.
    Command(&'a str),
    /// A line that the team set: it is marked as the team's, however it is wrapped.
    Team(&'a str),
}

/// A way of putting prompts to a person.
pub trait Ask {
    /// Says something. Nothing is asked.
    fn say(&mut self, words: Words<'_>) -> Result<(), Failure>;

    /// Puts one prompt until there is an answer that it accepts, or another reply.
    fn ask(&mut self, question: &Question<'_>) -> Result<Reply, Failure>;

    /// False where all answers are given beforehand: then nothing can come between one and the next.
    fn is_person(&self) -> bool {
        true
    }

    /// Says what the next prompt is answered with, whatever it asks. Said twice, it holds for two prompts in turn.
    fn then(&mut self, _reply: Reply) {}

    /// Says that the review is held to practise: then every heading says so.
    fn practise(&mut self) {}

    /// Says which editor to use for long answers.
    fn editor(&mut self, _editor: Editor) {}

    /// Says which journal the answers go to: what is written in an editor lies beside it, and goes with it.
    fn journal(&mut self, _journal: &Path) {}

    /// Says what an editor had open when the session was broken off. It is begun for the next step that asks for words.
    fn abandoned(&mut self, _text: String) {}

    /// What was typed for the last prompt and is no answer, if it was left in the middle. It is given once.
    fn lost(&mut self) -> Option<String> {
        None
    }

    /// The last day as it was typed. It is given once.
    fn day_typed(&mut self) -> Option<String> {
        None
    }

    /// Says in which file plain mode and the role of the person are remembered, and that role if it is.
    fn preferences(&mut self, _file: PathBuf, _role: Option<String>) {}

    /// The role of whoever answers, if it is known.
    fn role(&self) -> Option<String> {
        None
    }

    /// Remembers that role for the next time.
    fn remember_role(&mut self, _role: &str) -> Result<(), Failure> {
        Ok(())
    }

    /// Says what stands, before the answers are checked.
    fn listed(&mut self, _standing: Stands) {}

    /// Says which ways out of the strategy's own are open, by name.
    fn anytime(&mut self, _names: Vec<String>) {}
}
