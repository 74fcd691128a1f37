//! Somebody who answers at random, goes back, changes an answer, saves, and is cut off; and what they did.

use std::collections::BTreeMap;

use chrono::Days;
use chrono::NaiveDate;

use rethink::ask::Ask;
use rethink::ask::Name;
use rethink::ask::Question;
use rethink::ask::Reply;
use rethink::ask::Words;
use rethink::calendar::Moment;
use rethink::failure::Failure;
use rethink::prompt::Action;
use rethink::prompt::Answer;
use rethink::prompt::Kind;
use rethink::prompt::Person as Role;
use rethink::prompt::Prompt;

pub const CASE: &str = "PCC-48213";

/// Words that trip what counts bytes, columns or signs. None of them looks like an identifier.
const LINES: &[&str] = &[
    "Tired and quiet",
    "Nobody is at home in the mornings.",
    "The school said \"wait\": we did, for 3 weeks.",
    "Mae hi'n dweud ei bod hi'n iawn: tŷ, dŵr, ŵyn",
    "العربية تُقرأ من اليمين",
    "今日は学校に行きたくないと言った",
    "e\u{301}te\u{301} 👩\u{200d}👧 🙂 done",
    "C:\\Users and # and = and [brackets] and '''",
    "y",
    "1",
    "write",
];
/// Lines that look like a sign or a command, and are words here.
const SIGNS: &[&str] = &[".", ":save", ":back", "::", "! not a sign", ":) so she said"];

/// Throws dice that fall the same way every time.
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, of: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % of
    }

    pub fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// What somebody did at one prompt.
#[derive(Debug, Clone, PartialEq)]
pub enum Did {
    Gave(Answer),
    /// They kept the answer that was offered.
    Kept(Answer),
    Back,
    Saved,
    /// The program was killed there.
    Killed,
}

/// One prompt as it was put, and what was done at it.
#[derive(Debug, Clone)]
pub struct Turn {
    pub key: String,
    pub prompt: Prompt,
    pub now: Option<Answer>,
    pub did: Did,
}

/// Answers at random.
pub struct Person {
    dice: Dice,
    pub today: NaiveDate,
    /// The turns of this sitting.
    pub turns: Vec<Turn>,
    /// What was said last under each name, in this part of the review.
    pub said: BTreeMap<String, Answer>,
    /// Things that are the same wherever they are asked in a part, because an answers file has one place for them.
    same: BTreeMap<String, Answer>,
    /// How often there is still going back, changing, and leaving.
    backs: usize,
    changes: usize,
    leaves: usize,
    waits: usize,
    /// How often the answer to one prompt has been refused, one after another.
    refused: usize,
    hears_why: bool,
    /// How many answers the last check numbered.
    numbered: usize,
    counting: bool,
}

/// The name under which an answer is remembered.
pub fn key(name: Name<'_>) -> String {
    format!("{name:?}")
}

impl Person {
    pub fn new(seed: u64, today: NaiveDate) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let (backs, changes, leaves, waits) = (dice.below(5), dice.below(3), dice.below(3), dice.below(3));
        Self {
            dice,
            today,
            turns: Vec::new(),
            said: BTreeMap::new(),
            same: BTreeMap::new(),
            backs,
            changes,
            leaves,
            waits,
            refused: 0,
            hears_why: false,
            numbered: 0,
            counting: false,
        }
    }

    /// Some days later, with a part of the review written.
    pub fn next_part(&mut self) {
        self.today = self.today + Days::new(1 + self.dice.below(20) as u64);
        self.said.clear();
        self.same.clear();
    }

    fn day_before(&mut self) -> Moment {
        (self.today - Days::new(self.dice.below(30) as u64)).into()
    }

    fn words(&mut self) -> String {
        self.dice.pick(LINES).to_owned()
    }

    /// Several lines; some look like a sign, some are blank.
    fn text(&mut self) -> String {
        let mut lines = vec![self.words()];
        for _ in 0..self.dice.below(4) {
            let line = match self.dice.below(6) {
                0 => self.dice.pick(SIGNS).to_owned(),
                1 => String::new(),
                2 => self.words().repeat(20),
                _ => self.words(),
            };
            lines.push(line);
        }
        lines.push(self.words());
        lines.join("\n")
    }

    /// An answer that a prompt accepts.
    fn answer(&mut self, prompt: &Prompt) -> Answer {
        let ways = [(prompt.optional, Answer::Blank), (prompt.dont_know, Answer::DontKnow)];
        for (open, answer) in ways {
            if open && self.dice.one_in(4) {
                return answer;
            }
        }
        if prompt.why_not && self.dice.one_in(4) {
            return Answer::WhyNot(self.words());
        }
        let least = usize::try_from(prompt.at_least.unwrap_or(1)).unwrap().max(1);
        let most = prompt.at_most.map_or(least + 2, |most| usize::try_from(most).unwrap());
        let count = least + self.dice.below(most.min(least + 2) - least + 1);
        match prompt.kind {
            Kind::YesNo | Kind::Choice => {
                let place = self.dice.below(prompt.options.len());
                Answer::Choice(prompt.options[place].id.clone())
            }
            Kind::Choices => {
                let place = self.dice.below(prompt.options.len());
                let mut ids = vec![prompt.options[place].id.clone()];
                let together = !prompt.options[place].alone;
                let others = prompt.options.iter().filter(|option| together && !option.alone);
                for other in others {
                    if ids.len() < count && !ids.contains(&other.id) {
                        ids.push(other.id.clone());
                    }
                }
                prompt.accept(Answer::Choices(ids)).unwrap()
            }
            Kind::Line => Answer::Text(self.words()),
            Kind::Text => Answer::Text(self.text()),
            Kind::Lines => Answer::Lines((0..count).map(|_| self.words()).collect()),
            Kind::Date => Answer::Date(self.day_before()),
            Kind::Number => Answer::Number(i64::try_from(count).unwrap()),
            Kind::People => Answer::People(
                (0..count)
                    .map(|place| Role {
                        // A comma or a semicolon there would begin another person.
                        role: self.words().replace([',', ';'], ""),
                        agency: if place == 1 { String::new() } else { self.words() },
                    })
                    .collect(),
            ),
            Kind::Actions => Answer::Actions(
                (0..count)
                    .map(|_| Action {
                        what: self.words(),
                        who: self.words(),
                        by: Some(self.today + Days::new(self.dice.below(40) as u64)),
                        known_by: if self.dice.one_in(2) { self.words() } else { String::new() },
                        if_not: if self.dice.one_in(2) { self.words() } else { String::new() },
                    })
                    .collect(),
            ),
        }
    }

    /// The same answer as the last time that this was asked in this part.
    fn the_same(&mut self, under: &str, make: impl FnOnce(&mut Self) -> Answer) -> Answer {
        if let Some(answer) = self.same.get(under) {
            return answer.clone();
        }
        let answer = make(self);
        self.same.insert(under.to_owned(), answer.clone());
        answer
    }

    fn choice(id: &str) -> Did {
        Did::Gave(Answer::Choice(id.to_owned()))
    }

    /// Who leaves or goes back, now and then.
    fn turns_away(&mut self) -> Option<Did> {
        if self.backs > 0 && self.dice.one_in(9) {
            self.backs -= 1;
            return Some(Did::Back);
        }
        if self.leaves > 0 && self.dice.one_in(14) {
            self.leaves -= 1;
            return Some(if self.dice.one_in(2) { Did::Saved } else { Did::Killed });
        }
        None
    }

    fn decides(&mut self, question: &Question<'_>) -> Did {
        let prompt = question.prompt;
        match question.name {
            // These have one place in an answers file, and leaving before them leaves nothing behind.
            Name::DangerNow => Self::choice("no"),
            Name::AtRisk => {
                let risks = ["no", "no", "no", "no", "not-sure", "told-something-else"];
                Did::Gave(self.the_same("at-risk", |it| Answer::Choice(it.dice.pick(&risks).to_owned())))
            }
            Name::ToldWhom => Did::Gave(Answer::Text("Duty social worker, MASH".to_owned())),
            Name::ToldWhen => Did::Gave(Answer::Date(NaiveDate::from_ymd_opt(2026, 11, 23).unwrap().into())),
            Name::ToldSaid => Did::Gave(Answer::Text("They will visit tomorrow.".to_owned())),
            Name::Case => Did::Gave(Answer::Text(CASE.to_owned())),
            name @ (Name::AfterStop
            | Name::WhatWasDone
            | Name::DoneBy
            | Name::SafeNow
            | Name::WhoSays
            | Name::SaidBefore
            | Name::TypedBy
            | Name::Which
            | Name::Follows
            | Name::WhichWait
            | Name::Reason
            | Name::Setting
            | Name::Discard
            | Name::Again
            | Name::Waits
            | Name::Also
            | Name::Leaving(_)) => panic!("these walks do not come to {name:?}"),
            Name::Differs | Name::GoOn { .. } => self.turns_away().unwrap_or(Did::Gave(Answer::Blank)),
            Name::Check(_) => {
                if self.numbered > 0 && self.changes > 0 {
                    self.changes -= 1;
                    let number = 1 + self.dice.below(self.numbered);
                    return Did::Gave(Answer::Text(number.to_string()));
                }
                self.turns_away().unwrap_or_else(|| Did::Gave(Answer::Text("write".to_owned())))
            }
            Name::Happened { .. } => {
                if let Some(away) = self.turns_away() {
                    return away;
                }
                // Who has said on which day it will be stays with that: an answers file cannot say it and take it back.
                match self.said.get(&key(question.name)) {
                    Some(Answer::Choice(id)) if id != "yes" => return Self::choice(&id.clone()),
                    _ => {}
                }
                if self.waits > 0 && self.dice.one_in(2) {
                    self.waits -= 1;
                    return Self::choice("not-yet");
                }
                let late = prompt.option("no-reply").is_some() && self.dice.one_in(3);
                Self::choice(if late { "no-reply" } else { "yes" })
            }
            Name::By(path) => {
                // Earlier and earlier, until it is no later than what holds already.
                let under = format!("by {path}");
                let no_reply = Did::Gave(Answer::Choice("no-reply".to_owned()));
                let missed = self.turns.last().is_some_and(|turn| turn.did == no_reply);
                let refused = self.refused as u64 + if missed { 2 } else { 0 };
                if refused > 0 {
                    self.same.remove(&under);
                }
                Did::Gave(self.the_same(&under, |it| {
                    let day = match refused {
                        0 => it.today + Days::new(it.dice.below(15) as u64),
                        1 => it.today,
                        more => it.today - Days::new(15 * more),
                    };
                    Answer::Date(day.into())
                }))
            }
            Name::ByWhy(path) => {
                let prompt = prompt.clone();
                Did::Gave(self.the_same(&format!("why {path}"), |it| it.answer(&prompt)))
            }
            // A file has one place for it, whether a step asks it or the program does.
            Name::UntilThen => match question.now {
                Some(now) if self.dice.one_in(2) => Did::Kept(now.clone()),
                _ => Did::Gave(self.the_same("until-then", |it| Answer::Text(it.text()))),
            },
            Name::Checked => Did::Gave(self.the_same("checked", |it| Answer::Text(it.words()))),
            Name::On { .. } => self.turns_away().unwrap_or_else(|| {
                let day = self.today - Days::new(self.dice.below(5) as u64);
                Did::Gave(Answer::Date(day.into()))
            }),
            Name::About | Name::Step { .. } => {
                if let Some(away) = self.turns_away() {
                    return away;
                }
                match question.now {
                    Some(now) if self.refused == 0 && self.dice.one_in(2) => Did::Kept(now.clone()),
                    _ => Did::Gave(self.answer(prompt)),
                }
            }
        }
    }
}

impl Ask for Person {
    fn say(&mut self, words: Words<'_>) -> Result<(), Failure> {
        match words {
            Words::Refusal(_) => self.hears_why = true,
            Words::Heading(heading) => {
                if heading.contains("Check your answers") {
                    (self.counting, self.numbered) = (true, 0);
                } else if heading.contains("Before you write it") || heading.contains("What happens next") {
                    self.counting = false;
                }
            }
            Words::Line(line) if self.counting && line.trim_start().starts_with(|c: char| c.is_ascii_digit()) => {
                self.numbered += 1;
            }
            _ => {}
        }
        Ok(())
    }

    fn ask(&mut self, question: &Question<'_>) -> Result<Reply, Failure> {
        assert!(self.turns.len() < 400, "it does not come to an end");
        self.refused = if std::mem::take(&mut self.hears_why) { self.refused + 1 } else { 0 };
        let did = self.decides(question);
        let key = key(question.name);
        let reply = match &did {
            Did::Gave(answer) | Did::Kept(answer) => {
                let kept = question.prompt.accept(answer.clone()).unwrap();
                if !matches!(question.name, Name::Check(_)) {
                    self.said.insert(key.clone(), kept.clone());
                }
                Reply::Answer(kept)
            }
            Did::Back => Reply::Back,
            Did::Saved | Did::Killed => Reply::Save,
        };
        self.turns.push(Turn { key, prompt: question.prompt.clone(), now: question.now.cloned(), did });
        Ok(reply)
    }
}
