//! Asking how it is to be set: one thing at a time, back and forth, then all of it to be checked.

use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::ask::Ask;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::calendar::Calendar;
use crate::calendar::Division;
use crate::calendar::Length;
use crate::facilitate::Door;
use crate::facilitate::at_the_door;
use crate::failure::Failure;
use crate::finding::Findings;
use crate::finding::shown_path;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::prompt::Refusal;
use crate::settings::Settings;
use crate::settings::is_a_year;
use crate::settings::look_at_999;
use crate::settings::look_at_team_line;
use crate::settings::look_how_many;
use crate::setup::FILE;
use crate::setup::Item;
use crate::setup::Reach;
use crate::setup::Setup;
use crate::setup::readers::AS_IT_IS;

/// How somebody left without giving the word.
#[derive(Debug)]
pub enum Left {
    /// They left everything as it is.
    AsItIs,
    /// A child is to be made safe first.
    Safety,
    /// Ctrl-C.
    Interrupted,
    /// The settings of the folder that they named are wrong.
    Wrong(Findings),
}

/// What came of one question.
enum Step {
    On,
    Back,
    Leave(Left),
}

/// Asks for everything that is not set yet, shows it all, and changes what is named, until the word is given. `home` is
/// the person's own folder, for a name that begins with `~`.
pub fn ask(
    setup: &mut Setup,
    ask: &mut dyn Ask,
    today: NaiveDate,
    home: Option<&Path>,
) -> Result<Result<(), Left>, Failure> {
    let mut asking = Asking { ask, today, home };
    if !setup.is_set() {
        asking
            .ask
            .say(Words::Text("A few questions, one at a time. Nothing is written before you have seen all of it."))?;
        let mut place = 0;
        while let Some(item) = Item::ALL.get(place) {
            match asking.item(setup, *item)? {
                Step::On => place += 1,
                Step::Back if place > 0 => place -= 1,
                Step::Back => {
                    asking.ask.say(Words::Text("This is the first question: there is nothing to go back to."))?;
                }
                Step::Leave(left) => return Ok(Err(left)),
            }
        }
    }
    loop {
        match asking.check(setup)? {
            Checked::Write => return Ok(Ok(())),
            Checked::Again => {}
            Checked::Leave(left) => return Ok(Err(left)),
        }
    }
}

struct Asking<'a> {
    ask: &'a mut dyn Ask,
    today: NaiveDate,
    home: Option<&'a Path>,
}

enum Checked {
    Write,
    Again,
    Leave(Left),
}

impl Asking<'_> {
    /// Puts one prompt until its answer is accepted.
    fn put(
        &mut self,
        prompt: &Prompt,
        now: Option<&Answer>,
        look: &dyn Fn(&Answer) -> Result<(), Refusal>,
    ) -> Result<Result<Answer, Step>, Failure> {
        let calendar = Calendar::new(Division::EnglandAndWales, Vec::new());
        loop {
            let reading = Reading { today: self.today, calendar: &calendar };
            let reply = self.ask.ask(&Question { name: Name::Setting, prompt, of: None, now, reading })?;
            return Ok(Err(match reply {
                Reply::Answer(answer) => match look(&answer) {
                    Ok(()) => return Ok(Ok(answer)),
                    Err(refusal) => {
                        self.ask.say(Words::Refusal(&prompt.refused(&refusal)))?;
                        continue;
                    }
                },
                Reply::Back => Step::Back,
                Reply::Save | Reply::Ended => Step::Leave(Left::AsItIs),
                Reply::Interrupted => Step::Leave(Left::Interrupted),
                Reply::AtRisk => match at_the_door(self.ask, &Settings::default(), reading, &mut |_| {})? {
                    Door::Act => Step::Leave(Left::Safety),
                    Door::Leave(_) => Step::Leave(Left::AsItIs),
                    Door::On(..) | Door::Back => continue,
                },
                // There is no review to withdraw.
                _ => continue,
            }));
        }
    }

    /// Asks for one thing.
    fn item(&mut self, setup: &mut Setup, item: Item) -> Result<Step, Failure> {
        match item {
            Item::Records => return self.records(setup),
            Item::Readers => self.say_readers(setup)?,
            _ => {}
        }
        let prompt = prompt(setup, item);
        let now = setup.to_be(item).filter(|now| prompt.accept(now.clone()).is_ok());
        match self.put(&prompt, now.as_ref(), &|answer| look(item, answer))? {
            Ok(answer) => setup.set(item, answer),
            Err(step) => return Ok(step),
        }
        Ok(Step::On)
    }

    fn records(&mut self, setup: &mut Setup) -> Result<Step, Failure> {
        self.ask.say(Words::Text(
            "Each record is a file, and all of them are in one folder. It may be on this computer, or on a share that \
             your line manager reads too.",
        ))?;
        let prompt = Prompt::own("Where do records go?", Item::Records.label(), Kind::Line)
            .hint("The whole name of a folder, as in /shares/safeguarding/records. It is made if it is not there");
        let home = self.home.map(Path::to_owned);
        let now = setup.to_be(Item::Records);
        let typed = match self.put(&prompt, now.as_ref(), &|answer| look_at_folder(answer, home.as_deref()))? {
            Ok(Answer::Text(typed)) => folder(&typed, home.as_deref()),
            Ok(_) => return Ok(Step::On),
            Err(step) => return Ok(step),
        };
        if !typed.is_dir() {
            self.ask.say(Words::Text("That folder is not there yet. It is made when you write this."))?;
        }
        if typed != setup.records {
            match setup.moved(typed)? {
                Ok(moved) => *setup = moved,
                Err(found) => return Ok(Step::Leave(Left::Wrong(found))),
            }
        }
        Ok(Step::On)
    }

    /// Who may read the folder as it is, with a warning if it is everyone.
    fn say_readers(&mut self, setup: &Setup) -> Result<(), Failure> {
        let Some(reach) = Reach::of(&setup.records) else {
            return self.ask.say(Words::Text("The new folder can be open to you alone, or to your group as well."));
        };
        self.ask.say(Words::Text(&format!("Who may read it now: {}.", reach.words())))?;
        if reach.everyone {
            self.ask.say(Words::Text(
                "Warning: records are confidential, and everyone who can use this computer can read this folder. Close \
                 it here, or ask your IT team for a folder that only your team can open.",
            ))?;
        }
        self.ask.say(Words::Text(
            "This is what the permissions of the folder say. A share may be opened or closed in other ways too, which do not show here.",
        ))
    }

    /// Shows everything, and does what is typed.
    fn check(&mut self, setup: &mut Setup) -> Result<Checked, Failure> {
        self.ask.say(Words::Heading("How it is set"))?;
        for (place, item) in Item::ALL.iter().enumerate() {
            let changed = if setup.changes.contains_key(item) { " (to be written)" } else { "" };
            let line = format!("{:>3} {}: {}{changed}", place + 1, item.label(), words(setup, *item));
            self.ask.say(Words::Line(&line))?;
        }
        let settings = setup.records.join(FILE);
        let says = match (&setup.settings, setup.records.is_dir()) {
            (Some(_), _) => {
                format!("{} is there already. Only what is changed here is changed in it.", shown_path(&settings))
            }
            (None, true) => format!("{} is not there yet. It is made.", shown_path(&settings)),
            (None, false) => "The folder is not there yet. It is made, with the team's settings in it.".to_owned(),
        };
        self.ask.say(Words::Text(&says))?;
        if Reach::of(&setup.records).is_some_and(|reach| reach.everyone) && !setup.changes.contains_key(&Item::Readers)
        {
            self.ask.say(Words::Text(
                "Warning: everyone who can use this computer can read these records. Type 2 to change that.",
            ))?;
        }
        let (as_it_is, last) = (setup.is_as_it_is(), Item::ALL.len());
        let ask = if as_it_is {
            "Type a number to change something, or leave to leave it as it is"
        } else {
            "Type write to write this, a number to change something, or leave to leave all as it was"
        };
        let look = move |answer: &Answer| {
            let Answer::Text(words) = answer else { return Ok(()) };
            let number = words.parse::<usize>().is_ok_and(|number| (1..=last).contains(&number));
            match words.to_lowercase().as_str() {
                "write" if as_it_is => {
                    Err(Refusal::new(format!("Nothing is changed yet. Type a number from 1 to {last}, or leave")))
                }
                "write" | "leave" | "save" => Ok(()),
                _ if number => Ok(()),
                _ => Err(Refusal::new(format!("Type write, leave, or a number from 1 to {last}"))),
            }
        };
        let prompt = Prompt::own(ask, "Check", Kind::Line);
        let typed = match self.put(&prompt, None, &look)? {
            Ok(Answer::Text(words)) => words.to_lowercase(),
            Err(Step::Leave(left)) => return Ok(Checked::Leave(left)),
            Ok(_) | Err(_) => return Ok(Checked::Again),
        };
        let item = typed.parse::<usize>().ok().and_then(|number| Item::ALL.get(number - 1));
        match (typed.as_str(), item) {
            ("write", _) => Ok(Checked::Write),
            (_, Some(item)) => match self.item(setup, *item)? {
                Step::On | Step::Back => Ok(Checked::Again),
                Step::Leave(left) => Ok(Checked::Leave(left)),
            },
            _ if as_it_is => Ok(Checked::Write),
            _ => Ok(Checked::Leave(Left::AsItIs)),
        }
    }
}

/// What is asked of a thing.
fn prompt(setup: &Setup, item: Item) -> Prompt {
    let own = |ask: &str, kind: Kind| Prompt::own(ask, item.label(), kind);
    let optional = |prompt: Prompt| Prompt { optional: true, ..prompt };
    match item {
        Item::Records => own("Where do records go?", Kind::Line),
        Item::Readers => {
            let reach = Reach::of(&setup.records);
            let group =
                reach.as_ref().map_or_else(|| "your group".to_owned(), |it| format!("the group {}", it.of_group()));
            let group = format!("Its owner and {group}");
            let mut options = vec![("me", "Its owner alone"), ("group", group.as_str())];
            if reach.is_none() {
                options = vec![("me", "I alone"), ("group", "I, and my group on this computer or share")];
            } else {
                options.push((AS_IT_IS, "Leave it as it is"));
            }
            own("Who may read the records?", Kind::Choice)
                .options(&options)
                .why("A record stands for a child or a family. Only those who need it should be able to open it.")
        }
        Item::Role => optional(own("What is your role?", Kind::Line))
            .hint("A role, never a name: it is remembered for you alone, and records say who typed them"),
        Item::Calendar => own("Whose working days count?", Kind::Choice).options(&[
            ("england-and-wales", "England and Wales"),
            ("scotland", "Scotland"),
            ("northern-ireland", "Northern Ireland"),
        ]),
        Item::Reference => optional(own("What does a case reference look like?", Kind::Line))
            .hint("# stands for a digit, as in PCC-#####. Leave it blank if they differ"),
        Item::Safety => optional(own("Whom do people here ring when a child may be at risk?", Kind::Lines)).hint(
            "One a line, as in: Front door in office hours: see the rota. Whom to ring in danger is always shown too",
        ),
        Item::Agencies => optional(own("Which agencies do you work with?", Kind::Lines))
            .hint("One a line, as each is to be written in every record"),
        Item::ReviewAfter => {
            optional(own("After how long does somebody look whether a record is still to be kept?", Kind::Line))
                .hint("As in 6 years or 18 months: your own retention schedule says it")
                .why("Each record then says on which day. Rethink itself never deletes one.")
        }
    }
}

/// Says why an answer cannot be set.
pub(crate) fn look(item: Item, answer: &Answer) -> Result<(), Refusal> {
    match (item, answer) {
        (Item::Reference, Answer::Text(shape)) => {
            let plain = shape.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '#');
            if plain && (3..=40).contains(&shape.len()) {
                Ok(())
            } else {
                Err(Refusal::new("Use 3 to 40 letters, digits and hyphens; # stands for a digit"))
            }
        }
        (Item::ReviewAfter, Answer::Text(length)) => match length.parse::<Length>() {
            Ok(length) if is_a_year(length) => Ok(()),
            Ok(_) => Err(Refusal::new("Give at least 1 year: within it, a record that is gone is never in order")),
            Err(_) => Err(Refusal::new("Give a length of time, as in 6 years or 18 months")),
        },
        (Item::Safety, Answer::Lines(lines)) => {
            let each = lines.iter().try_for_each(|line| look_at_team_line(line).and_then(|()| look_at_999(line)));
            each.and_then(|()| look_how_many(lines.len())).map_err(Refusal::new)
        }
        _ => Ok(()),
    }
}

/// The folder that somebody typed.
pub(crate) fn folder(typed: &str, home: Option<&Path>) -> PathBuf {
    match (typed.strip_prefix('~'), home) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => PathBuf::from(typed),
    }
}

/// Says why records cannot go into the folder that somebody typed.
pub(crate) fn look_at_folder(answer: &Answer, home: Option<&Path>) -> Result<(), Refusal> {
    let Answer::Text(typed) = answer else { return Ok(()) };
    let folder = folder(typed, home);
    if !folder.is_absolute() {
        return Err(Refusal::new("Give the whole name of the folder, from its first /"));
    }
    if folder.exists() && !folder.is_dir() {
        return Err(Refusal::new("There is a file of that name. Give the name of a folder"));
    }
    // Where it is not there yet, it is made in the last one that is.
    let there = folder.ancestors().find(|above| above.is_dir()).unwrap_or(&folder);
    let may = rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK;
    if rustix::fs::access(there, may).is_err() {
        return Err(Refusal::new("You may not write there. Give another folder, or ask whoever looks after that one"));
    }
    Ok(())
}

/// How a thing is to be set, in words.
fn words(setup: &Setup, item: Item) -> String {
    let answer = setup.to_be(item);
    if item == Item::Readers {
        return match (answer, Reach::of(&setup.records)) {
            (Some(Answer::Choice(id)), _) if id == "me" => "its owner alone".to_owned(),
            (Some(Answer::Choice(id)), Some(reach)) if id == "group" => {
                format!("its owner and the group {}", reach.of_group())
            }
            (Some(Answer::Choice(id)), None) if id == "group" => "you, and your group".to_owned(),
            (_, Some(reach)) => reach.words(),
            (_, None) => "you alone".to_owned(),
        };
    }
    match answer {
        None if item == Item::Calendar => "England and Wales, unless said".to_owned(),
        None => "not set".to_owned(),
        Some(Answer::Choice(id)) => {
            let prompt = prompt(setup, item);
            prompt.option(&id).map_or(id, |option| option.label.clone())
        }
        Some(Answer::Text(words)) => words,
        Some(Answer::Lines(lines)) => lines.join("; "),
        Some(_) => String::new(),
    }
}
