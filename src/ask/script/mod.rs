//! Answers written beforehand, in a file.
//!
//! The file is looked at whole before anything is saved. Every fault is found in one reading, by its line,
//! and no answer is shown again.

mod answers;
mod fork;
mod of_risk;
mod saved;
mod value;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::ask::Ask;
use crate::ask::Listed;
use crate::ask::Movable;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Stands;
use crate::ask::Words;
use crate::failure::Failure;
use crate::finding::Findings;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::session::Session;
use crate::session::UNTIL_THEN;
use crate::session::What;
use crate::strategy::Step;
use crate::strategy::Strategy;

pub use answers::ANSWERS;
pub use answers::Answers;
pub use answers::TABLES;
pub use answers::ToCorrect;
use answers::ToldBefore;
use fork::At;
pub use fork::Fork;
use fork::Which;
pub use of_risk::Heard;
pub use of_risk::OfRisk;
pub use of_risk::heard;
pub use saved::Saved;
pub use saved::saved;
pub use saved::value as written_answer;

use value::Given;
use value::Raw;
use value::given;

/// The code of an answer that is not there.
pub const LACKS: &str = "missing-answer";

/// What is said of a promised date that is not there.
const NOT_OPEN: &str = "`follows`: no record of this case promises that day, or one follows it already";

/// What is said of who checked an earlier answer, where none is kept.
const NOT_KEPT: &str = "`checked`: what keeps the child safe is not kept from an earlier record here; leave it out";

/// What is said of a promised date for a record that can meet none.
const MEETS_NONE: &str = "`follows`: this record cannot say which promised date it meets; leave it out";

/// The safety question is asked at the beginning, and once more before writing if it was not sure.
const MOST_RISKS: usize = 3;

/// What is missing or was refused: where, under which code, and what to write.
pub(crate) type Missing = (Range<usize>, &'static str, String);

/// How far the program's last question has come: whether the record is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Check {
    /// Something else was asked last.
    NotYet,
    /// It was asked last.
    Now,
    /// It was refused, and everything else had been asked by then.
    Refused,
}

/// Plays the answers of a file.
#[derive(Debug, Clone)]
pub struct Script {
    answers: Answers,
    used: RefCell<BTreeSet<usize>>,
    /// What was missing, or was refused: where, under which code, and what to write.
    missing: Vec<Missing>,
    /// True once it could not go on: what comes after is not known.
    stuck: bool,
    /// Where it could not go on, if some answer there would let it.
    fork: Option<Fork>,
    /// Answers that the file does not give, to see what else it lacks.
    assumed: Vec<(At, Answer)>,
    /// What was refused, as places in the file: it is not given twice.
    refused: BTreeSet<usize>,
    /// The answer found last in each table: where it ends.
    before: BTreeMap<(usize, usize, String), usize>,
    /// Whether the last question was whether to write.
    check: Check,
    /// The place of the answer given last.
    last: Range<usize>,
    /// Lists of answers, one for each entry: where, to which step, how many were asked and how many there are.
    each: Vec<(Range<usize>, String, usize, usize)>,
    /// True if a session may be saved where the answers run out.
    partial: bool,
    /// Answers for a session that is carried on: rounds are counted from where it stood.
    rounds_before: Vec<(usize, String, usize)>,
    /// Ways out that have been taken, as places in the file.
    left: BTreeSet<usize>,
    /// Ways out that are open now.
    open: Vec<String>,
    /// How often the program's own safety question has been asked.
    risks: usize,
    /// True if the answers take the place of others, which stand until they do.
    correcting: bool,
    /// What stands when the answers are checked.
    listed: Stands,
    /// What has been changed, as places in the file.
    changed: BTreeSet<usize>,
}

impl Script {
    /// Answers to be played from the start.
    pub fn new(answers: Answers) -> Self {
        Self {
            answers,
            used: RefCell::new(BTreeSet::new()),
            missing: Vec::new(),
            stuck: false,
            fork: None,
            assumed: Vec::new(),
            refused: BTreeSet::new(),
            before: BTreeMap::new(),
            check: Check::NotYet,
            last: 0..0,
            each: Vec::new(),
            partial: false,
            rounds_before: Vec::new(),
            left: BTreeSet::new(),
            open: Vec::new(),
            risks: 0,
            correcting: false,
            listed: Stands::default(),
            changed: BTreeSet::new(),
        }
    }

    /// The same answers for a session in which these steps have been answered so often already.
    #[must_use]
    pub fn carrying_on(mut self, rounds: Vec<(usize, String, usize)>) -> Self {
        self.rounds_before = rounds;
        self
    }

    /// The same answers, to take the place of those that stand wherever they differ.
    #[must_use]
    pub fn correcting(mut self) -> Self {
        self.correcting = true;
        self
    }

    /// The same answers, for a session that is saved where they run out.
    #[must_use]
    pub fn partial(mut self) -> Self {
        self.partial = true;
        self
    }

    /// The file.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// The same answers again, as if none had been given.
    #[must_use]
    pub fn again(&self) -> Self {
        let mut again = Self::new(self.answers.clone()).carrying_on(self.rounds_before.clone());
        again.assumed.clone_from(&self.assumed);
        if self.correcting { again.correcting() } else { again }
    }

    /// True if a rehearsal could not reach the end.
    pub fn is_stuck(&self) -> bool {
        self.stuck || self.check == Check::Refused
    }

    /// Everything that a rehearsal found: answers that are missing, and answers that nothing asked for.
    pub fn faults(&self, session: &Session) -> Findings {
        let legs = session.legs();
        let mut found = self.answers.found();
        let misspelt = self.answers.look(legs, &mut found);
        if self.correcting {
            self.look_at_strategy(legs, &mut found);
        }
        // Under its right name, an answer may lead another way.
        if !self.stuck && misspelt.is_empty() {
            self.not_asked(session, &mut found);
        }
        for (span, path, asked, given) in &self.each {
            if given > asked {
                let says = format!("`{path}` has {given} answers, and is asked for {asked} entries");
                found.add("wrong-answer", span.clone(), says);
            }
        }
        let meant: Vec<String> = self.answers.found_already().into_iter().chain(misspelt).collect();
        let looked: Vec<Range<usize>> = found.list.iter().map(|finding| finding.span.clone()).collect();
        for (span, code, says) in &self.missing {
            // A misspelt step is one fault, not also a missing one.
            let misspelt = *code == LACKS && meant.iter().any(|name| says.contains(&format!("{name}`")));
            if !looked.contains(span) && !misspelt {
                found.add(code, span.clone(), says.clone());
            }
        }
        found
    }

    /// Finds what nothing asked for, on a path that came to its end.
    fn not_asked(&self, session: &Session, found: &mut Findings) {
        let looked: Vec<Range<usize>> = found.list.iter().map(|finding| finding.span.clone()).collect();
        let is_used = |span: &Range<usize>| self.used.borrow().contains(&span.start);
        let is_looked = |span: &Range<usize>| looked.iter().any(|its| its.start >= span.start && its.end <= span.end);
        let mut add = |span: &Range<usize>, says: String| {
            if !is_looked(span) {
                found.add("not-asked", span.clone(), says);
            }
        };
        for (path, span) in self.answers.leaves(session.legs()) {
            if !is_used(&span) && !self.is_said_already(&path, session) {
                add(&span, not_asked(&path, session));
            }
        }
        let follows = &self.answers.follows_span;
        let names_a_date = self.answers.follows.as_ref().is_some_and(|word| word != "none");
        let knows_the_case = !self.refused.contains(&self.answers.case_span.start);
        if names_a_date && knows_the_case && !is_used(follows) {
            add(follows, NOT_OPEN.to_owned());
        }
        if let Some(word) = self.answers.checked.as_ref().filter(|word| knows_the_case && !is_used(&word.span)) {
            add(&word.span, NOT_KEPT.to_owned());
        }
        for word in self.answers.left_by().filter(|word| self.correcting && !is_used(&word.span)) {
            add(&word.span, "this path does not lead out of the review: leave it out".to_owned());
        }
        for (_, left) in self.answers.ways.iter().enumerate().filter(|(number, _)| !self.left.contains(number)) {
            add(&left.span, format!("`{}` is not open where this path comes to `{}`: leave it out", left.way, left.at));
        }
    }

    /// A record stays of its strategy, whatever is corrected in it.
    fn look_at_strategy(&self, legs: &[Arc<Strategy>], found: &mut Findings) {
        let Some(named) = &self.answers.strategy else { return };
        if legs.iter().all(|strategy| strategy.id != *named) {
            let id = legs.last().map_or("", |strategy| strategy.id.as_str());
            let says =
                format!("the record that these answers correct is of `{id}`, and stays so: leave `strategy` out");
            found.add("wrong-answer", self.answers.strategy_span.clone(), says);
        }
    }

    /// True for an answer that an earlier sitting holds already, just as it is written here.
    fn is_said_already(&self, path: &str, session: &Session) -> bool {
        let legs = session.legs();
        // The program's own question, which an earlier sitting may have asked.
        if let (UNTIL_THEN, Some(watch)) = (path, session.watch())
            && self.answers.find_anywhere(path).and_then(Raw::word) == Some(watch.said)
        {
            return true;
        }
        let said = session.given().iter().rev().find(|given| given.path == path);
        let Some((said, raw)) = said.zip(self.answers.find_anywhere(path)) else { return false };
        let Some(prompt) = legs[said.leg].at(path).and_then(Step::prompt) else { return true };
        let one = |raw: &Raw| given(raw, prompt).ok().map(|given| given.answer);
        match &said.answer {
            Answer::Each(all) => raw.list().is_some_and(|list| {
                list.len() == all.len() && list.iter().zip(all).all(|(raw, said)| one(raw).as_ref() == Some(said))
            }),
            answer => one(raw).as_ref() == Some(answer),
        }
    }

    fn note(&mut self, span: Range<usize>, code: &'static str, says: String) {
        if self.missing.iter().all(|(place, _, said)| *place != span || *said != says) {
            self.missing.push((span, code, says));
        }
    }

    fn round(&self, leg: usize, path: &str, round: usize) -> usize {
        let before = self
            .rounds_before
            .iter()
            .find(|(its, theirs, _)| *its == leg && theirs == path)
            .map_or(0, |(_, _, before)| *before);
        round.saturating_sub(before)
    }

    /// The answer to the safety question, which has been asked once more.
    fn risk(&mut self) -> Option<String> {
        self.risks += 1;
        let all = &self.answers.at_risk;
        all.get(self.risks - 1).or(all.last()).cloned()
    }

    /// Who has been told, of the answer that was given last.
    fn told(&self) -> Option<&ToldBefore> {
        let said = self.answers.at_risk.iter().take(self.risks);
        let before = said.filter(|word| word.starts_with("told-")).count();
        self.answers.told.get(before.saturating_sub(1)).or(self.answers.told.last())
    }

    /// The way out that is taken here, if one is.
    fn way_out(&mut self, name: Name<'_>) -> Option<String> {
        let (Name::Step { leg, path, round, .. }
        | Name::Happened { leg, path, round }
        | Name::GoOn { leg, path, round }) = name
        else {
            return None;
        };
        let round = self.round(leg, path, round);
        let open = |number: usize| !self.left.contains(&number) && self.open.contains(&self.answers.ways[number].way);
        let here = self
            .answers
            .ways
            .iter()
            .enumerate()
            .find(|(number, left)| open(*number) && left.at == path && left.round == round);
        let (number, left) = here.map(|(number, left)| (number, left.way.clone()))?;
        self.left.insert(number);
        Some(left)
    }

    fn find(&mut self, leg: usize, path: &str, round: usize) -> Option<Raw> {
        let raw = self.answers.find(leg, path, self.round(leg, path, round))?.clone();
        self.used.borrow_mut().insert(raw.span.start);
        self.last = raw.span.clone();
        let table = path.rsplit_once('.').map_or("", |(table, _)| table);
        self.before.insert((leg, round, table.to_owned()), raw.span.end);
        Some(raw)
    }

    /// The place after which an answer goes that is not there: the one before it in its table, or that table.
    fn place_of(&self, leg: usize, path: &str, round: usize) -> Range<usize> {
        let table = path.rsplit_once('.').map_or("", |(table, _)| table);
        match self.before.get(&(leg, round, table.to_owned())) {
            Some(end) => *end..*end,
            None => self.answers.place_in(leg, table, self.round(leg, path, round)),
        }
    }

    /// The place after the answer given last.
    fn after_last(&self) -> Range<usize> {
        self.last.end..self.last.end
    }

    /// Notes that an answer is missing, and goes on with words in its place where no row could tell the difference.
    fn lacks(&mut self, span: Range<usize>, path: &str, question: &Question<'_>) -> Reply {
        let prompt = question.prompt;
        let what = if prompt.options.is_empty() {
            format!("kind {}", prompt.kind.name())
        } else {
            let ids: Vec<&str> = prompt.options.iter().map(|option| option.id.as_str()).collect();
            format!("one of {}", ids.join(", "))
        };
        self.note(span, LACKS, format!("`{path}` has no answer: \"{}\" ({what})", prompt.ask));
        self.stand_in(question)
    }

    /// Words in place of an answer, where no row could tell the difference; otherwise nothing more can be known.
    fn stand_in(&mut self, question: &Question<'_>) -> Reply {
        let prompt = question.prompt;
        let stand_in = match prompt.kind {
            _ if self.partial => None,
            Kind::Line | Kind::Text => Some(Answer::Text("-".to_owned())),
            Kind::Lines => Some(Answer::Lines(vec!["-".to_owned()])),
            Kind::Date => Some(Answer::Date(question.reading.today.into())),
            _ => None,
        };
        match stand_in.and_then(|answer| prompt.accept(answer).ok()) {
            Some(answer) => Reply::Answer(answer),
            None => {
                self.stuck = true;
                Reply::Ended
            }
        }
    }

    fn step(&mut self, leg: usize, path: &str, round: usize, nth: Option<usize>, question: &Question<'_>) -> Reply {
        let prompt = question.prompt;
        let at = At { leg, path: path.to_owned(), round, nth, which: Which::Step };
        if let Some(answer) = self.assumed(&at) {
            drop(self.find(leg, path, round));
            return self.take_for_granted(answer, question);
        }
        let Some(raw) = self.find(leg, path, round) else {
            if prompt.optional {
                return Reply::Answer(Answer::Blank);
            }
            let reply = self.lacks(self.place_of(leg, path, round), path, question);
            return self.or_fork(reply, at, question);
        };
        if self.refused.contains(&raw.span.start) {
            let reply = self.stand_in(question);
            return self.or_fork(reply, at, question);
        }
        let one = match nth {
            None => Some(&raw),
            Some(nth) => {
                let given = raw.list().map_or(0, <[Raw]>::len);
                self.each.retain(|(span, ..)| *span != raw.span);
                self.each.push((raw.span.clone(), path.to_owned(), nth + 1, given));
                raw.list().and_then(|list| list.get(nth))
            }
        };
        let Some(one) = one else {
            let of = question.of.map(|of| format!(", {of}")).unwrap_or_default();
            let number = nth.unwrap_or(0) + 1;
            let says = format!("`{path}` is asked for each entry: there is no answer for number {number}{of}");
            self.note(raw.span.clone(), LACKS, says);
            let reply = self.stand_in(question);
            return self.or_fork(reply, at, question);
        };
        match given(one, prompt) {
            Ok(given) => Reply::Answer(given.answer),
            // What is wrong with it is found when the file is looked at.
            Err(_) => {
                let reply = self.stand_in(question);
                self.or_fork(reply, at, question)
            }
        }
    }

    /// The same reply; where there is none, it could go on from here with some other answer.
    fn or_fork(&mut self, reply: Reply, at: At, question: &Question<'_>) -> Reply {
        if self.stuck {
            self.stuck_at(at, question);
        }
        reply
    }

    /// Whether what is waited for has happened, where that is taken for granted; otherwise what the file says of it.
    fn happened(
        &mut self,
        leg: usize,
        path: &str,
        round: usize,
        question: &Question<'_>,
    ) -> Result<Reply, Option<Raw>> {
        let at = At { leg, path: path.to_owned(), round, nth: None, which: Which::Happened };
        let raw = self.find(leg, path, round);
        if let Some(answer) = self.assumed(&at) {
            return Ok(self.take_for_granted(answer, question));
        }
        // Of a wait that was refused, nothing else can be said.
        if raw.as_ref().is_some_and(|raw| raw.word().is_some() && self.refused.contains(&raw.span.start)) {
            self.stuck = true;
            return Ok(Reply::Ended);
        }
        Err(raw)
    }

    /// The record is written, once a date that the file moves has been moved.
    fn write_or_move(&mut self, date: Option<Movable<'_>>) -> Reply {
        let reply = |word: &str| Reply::Answer(Answer::Text(word.to_owned()));
        if let Some(word) = self.next_change() {
            return reply(&word);
        }
        let moved = date.and_then(|date| Some((date, self.answers.date(date.path)?)));
        let moved = moved.filter(|(_, dated)| !self.used.borrow().contains(&dated.span.start));
        let Some((date, dated)) = moved else {
            // What is to be saved is not written, even if nothing is missing.
            return if self.partial { Reply::Save } else { reply("write") };
        };
        match dated.by {
            Some(by) if by == date.due => {
                self.used.borrow_mut().insert(dated.span.start);
                reply("write")
            }
            Some(by) if by < date.due => reply("sooner"),
            Some(by) if date.latest.is_some_and(|latest| by > date.due && by <= latest) => reply("later"),
            _ => {
                let (path, due) = (date.path, date.due);
                let says = match date.latest {
                    Some(latest) => {
                        format!("[dates] {path}: the date is {due}; it can be put back to {latest} at most")
                    }
                    None => format!("[dates] {path}: the date is {due}; it can only be brought forward"),
                };
                self.note(dated.span.clone(), "wrong-answer", says);
                self.used.borrow_mut().insert(dated.span.start);
                reply("write")
            }
        }
    }

    /// What is typed to change the first thing that stands otherwise than the file says.
    fn next_change(&mut self) -> Option<String> {
        if !self.correcting {
            return None;
        }
        let stands = std::mem::take(&mut self.listed);
        for (place, one) in stands.answers.iter().enumerate() {
            let is_last = |path: &str| {
                let dated = |later: &Listed| matches!(&later.what, What::Dated { path: its, .. } if its == path);
                !stands.answers[place + 1..].iter().any(dated)
            };
            let Some((span, differs)) = self.differs(one, &is_last) else { continue };
            self.used.borrow_mut().insert(span.start);
            if differs && self.changed.insert(span.start) {
                self.last = span;
                return Some((place + 1).to_string());
            }
        }
        let other_case = self.answers.case.is_some() && self.answers.case != stands.case;
        if other_case && self.changed.insert(self.answers.case_span.start) {
            return Some("reference".to_owned());
        }
        // What is said of the case's other references and dates is said of the case as it is now.
        if let Some(also) = self.answers.also_span.clone()
            && self.answers.also != stands.also
            && self.changed.insert(also.start)
        {
            return Some("also".to_owned());
        }
        let span = self.answers.follows_span.clone();
        let follows = stands.follows.map_or_else(|| "none".to_owned(), |due| due.to_string());
        match &self.answers.follows {
            Some(word) if *word == follows => drop(self.used.borrow_mut().insert(span.start)),
            Some(_) if !stands.may_follow => {
                self.used.borrow_mut().insert(span.start);
                self.note(span, "not-asked", MEETS_NONE.to_owned());
            }
            Some(_) if self.changed.insert(span.start) => return Some("follows".to_owned()),
            // It was not even asked: there is no date that could be meant.
            Some(_) if !self.used.borrow().contains(&span.start) => {
                self.note(span, "wrong-answer", NOT_OPEN.to_owned());
            }
            _ => {}
        }
        None
    }

    /// Where the file says something of what stands, and whether it says something else.
    fn differs(&self, listed: &Listed, is_last: &dyn Fn(&str) -> bool) -> Option<(Range<usize>, bool)> {
        let find = |path: &str| self.answers.find(listed.leg, path, self.round(listed.leg, path, listed.round));
        let is_word = |raw: &Raw, word: &str| raw.word() == Some(word);
        Some(match &listed.what {
            What::Answer { path, answer: Answer::NoReply, .. } => {
                let raw = find(path)?;
                (raw.span.clone(), !is_word(raw, "no-reply"))
            }
            What::Answer { path, nth, answer, .. } => {
                let raw = find(path)?;
                let one = nth.map_or(Some(raw), |nth| raw.list()?.get(nth))?;
                let given = given(one, listed.prompt.as_ref()?).ok()?;
                (one.span.clone(), given.answer != *answer)
            }
            What::Happened { path, on } => {
                let raw = find(path)?;
                let other_day = raw.key("on").and_then(Raw::day).is_some_and(|day| day != *on);
                (raw.span.clone(), other_day || is_word(raw, "waiting") || is_word(raw, "no-reply"))
            }
            What::Waiting { path } => {
                let raw = find(path)?;
                (raw.span.clone(), !is_word(raw, "waiting"))
            }
            What::Dated { path, by, .. } if is_last(path) => {
                let dated = self.answers.date(path)?;
                (dated.span, dated.by.is_some_and(|other| other != *by))
            }
            What::Withdrawn { why } => {
                let word = self.answers.leaving("withdrawn")?;
                (word.span.clone(), word.it != *why)
            }
            What::Elsewhere { to, why } => {
                let (where_to, because) = (self.answers.leaving("elsewhere")?, self.answers.leaving("elsewhere-why")?);
                (where_to.span.clone(), where_to.it != *to || because.it != *why)
            }
            What::About(about) => (self.answers.about_span.clone(), *about != *self.answers.about.as_ref()?),
            What::UntilThen { said, .. } => {
                let raw = self.answers.find_anywhere(UNTIL_THEN)?;
                (raw.span.clone(), !is_word(raw, said))
            }
            _ => return None,
        })
    }

    /// Which promised date it meets: as the file says, or the only one that it can be.
    fn follows(&mut self, question: &Question<'_>) -> Reply {
        let prompt = question.prompt;
        let span = self.answers.follows_span.clone();
        self.used.borrow_mut().insert(span.start);
        match (&self.answers.follows, question.now) {
            (Some(word), _) if prompt.option(word).is_some() => Self::choice(word),
            (Some(_), _) => {
                self.note(span, "wrong-answer", NOT_OPEN.to_owned());
                self.stand_in(question)
            }
            (None, Some(evident)) => Reply::Answer(evident.clone()),
            (None, None) => {
                let ids: Vec<&str> = prompt.options.iter().map(|option| option.id.as_str()).collect();
                let says = format!("this case has a date open: write `follows`, one of {}", ids.join(", "));
                self.note(self.answers.place_for("follows"), LACKS, says);
                if self.partial { self.stand_in(question) } else { Self::choice("none") }
            }
        }
    }

    /// What keeps the child safe, where no step asks it.
    fn until_then(&mut self, question: &Question<'_>) -> Reply {
        let words = self.answers.find_anywhere(UNTIL_THEN).map(|raw| {
            self.used.borrow_mut().insert(raw.span.start);
            raw.word().unwrap_or_default().to_owned()
        });
        match words.and_then(|words| question.prompt.accept(Answer::Text(words)).ok()) {
            Some(answer) => Reply::Answer(answer),
            None => {
                // It goes with the answers of the strategy that ends, wherever the last of them stands.
                let leg = usize::from(self.before.keys().any(|(leg, ..)| *leg > 0));
                self.lacks(self.place_of(leg, UNTIL_THEN, 0), UNTIL_THEN, question)
            }
        }
    }

    fn choice(word: &str) -> Reply {
        Reply::Answer(Answer::Choice(word.to_owned()))
    }

    /// Words that no step asks for, held to their prompt like any other.
    fn held(&mut self, words: String, question: &Question<'_>) -> Reply {
        match question.prompt.accept(Answer::Text(words)) {
            Ok(answer) => Reply::Answer(answer),
            Err(refusal) => {
                self.note(self.last.clone(), "wrong-answer", question.prompt.refused(&refusal));
                self.stand_in(question)
            }
        }
    }

    /// A safety question that the file leaves open. Where the session is to be kept, nobody's answer is made up.
    fn nobody_says(&mut self, key: &str, says: &str) -> Reply {
        self.note(self.answers.place_for(key), LACKS, says.to_owned());
        if self.partial {
            self.stuck = true;
            return Reply::Ended;
        }
        Self::choice("no")
    }

    fn or_lacks(
        &mut self,
        answer: Option<String>,
        path: &str,
        question: &Question<'_>,
        make: fn(String) -> Answer,
    ) -> Reply {
        match answer.map(make).and_then(|answer| question.prompt.accept(answer).ok()) {
            Some(answer) => Reply::Answer(answer),
            None => self.lacks(self.answers.place_for(path.split('.').next().unwrap_or(path)), path, question),
        }
    }
}

/// Why an answer is not asked for: it is known already, or another way was taken.
fn not_asked(path: &str, session: &Session) -> String {
    if let Some(date) = path.strip_prefix("dates.") {
        return format!(
            "[dates] {date}: this path asks for no such date; it has its own, or what it waits for has happened"
        );
    }
    let given = session.given().iter().find(|given| given.path == path);
    if given.is_some_and(|given| given.event < session.first_event()) {
        return format!(
            "`{path}` was answered in an earlier part of this review: leave it out, or correct that record"
        );
    }
    match given.and_then(|given| given.from.as_ref()?.taken()) {
        Some(from) => format!("`{path}` is known already from `{from}`: leave it out"),
        None => format!("`{path}` is not asked on this path: leave it out"),
    }
}

impl Ask for Script {
    fn day_typed(&mut self) -> Option<String> {
        let words = self.answers.text().get(self.last.clone())?;
        Some(words.strip_prefix('"')?.strip_suffix('"')?.to_owned())
    }

    fn role(&self) -> Option<String> {
        self.answers.typed_by.clone()
    }

    /// Nobody is there to hear it; but an answer that is refused cannot be given again.
    fn say(&mut self, words: Words<'_>) -> Result<(), Failure> {
        if let Words::Refusal(says) = words {
            self.note(self.last.clone(), "wrong-answer", says.to_owned());
            match self.check {
                // What is asked once more is answered with something else, so that what comes after it is looked at.
                Check::NotYet => self.stuck |= !self.refused.insert(self.last.start),
                Check::Now | Check::Refused => self.check = Check::Refused,
            }
        }
        Ok(())
    }

    fn is_person(&self) -> bool {
        false
    }

    fn listed(&mut self, standing: Stands) {
        self.listed = standing;
    }

    fn anytime(&mut self, names: Vec<String>) {
        self.open = names;
    }

    fn ask(&mut self, question: &Question<'_>) -> Result<Reply, Failure> {
        if self.stuck || self.check == Check::Refused {
            return Ok(Reply::Ended);
        }
        self.check = if matches!(question.name, Name::Check(_)) { Check::Now } else { Check::NotYet };
        if question.name == Name::Case {
            self.last = self.answers.case_span.clone();
        }
        if let Some(way) = self.way_out(question.name) {
            return Ok(Reply::Anytime(way));
        }
        Ok(match question.name {
            Name::Step { leg, path, round, nth } => self.step(leg, path, round, nth, question),
            // A row may lead back to this question: the same answer again and again would never end.
            Name::AtRisk if self.risks >= MOST_RISKS => {
                self.stuck = true;
                Reply::Ended
            }
            Name::DangerNow => match self.answers.danger_now.clone() {
                Some(word) => Self::choice(&word),
                None => self.nobody_says("danger-now", "`danger-now` has no answer: write no, yes or not-sure"),
            },
            Name::AtRisk => match self.risk() {
                Some(word) => Self::choice(&word),
                None => self.nobody_says(
                    "at-risk",
                    "`at-risk` has no answer: write no, not-sure, acting, told-and-disagree or told-something-else",
                ),
            },
            Name::ToldWhom => {
                let whom = self.told().map(|told| told.whom.clone());
                self.or_lacks(whom, "told", question, Answer::Text)
            }
            Name::ToldWhen => {
                let when = self.told().map(|told| (told.when.span.clone(), given(&told.when, question.prompt)));
                match when {
                    Some((_, Ok(Given { answer: Answer::Date(when), .. }))) if when.day <= question.reading.today => {
                        Reply::Answer(Answer::Date(when))
                    }
                    Some((span, _)) => {
                        let says = "`told` needs the day on which they were told, and no day to come";
                        self.note(span, "wrong-answer", says.to_owned());
                        Reply::Answer(Answer::Date(question.reading.today.into()))
                    }
                    None => self.lacks(self.answers.place_for("told"), "told", question),
                }
            }
            Name::ToldSaid => {
                let said = self.told().map(|told| told.said.clone());
                self.or_lacks(said, "told", question, Answer::Text)
            }
            // What was done after a stop is for the person who stopped.
            Name::AfterStop => Self::choice("later"),
            Name::WhatWasDone => {
                let done = self.answers.corrects.as_ref().and_then(|corrects| corrects.done.clone());
                self.or_lacks(done, "corrects.done", question, Answer::Text)
            }
            Name::DoneBy => {
                let by = self.answers.corrects.as_ref().and_then(|corrects| corrects.by.clone());
                self.or_lacks(by, "corrects.by", question, Answer::Text)
            }
            Name::SafeNow => {
                let safe = self.answers.corrects.as_ref().and_then(|corrects| corrects.safe_now.clone());
                self.or_lacks(safe, "corrects.safe-now", question, Answer::Choice)
            }
            Name::WhoSays => {
                let who = self.answers.corrects.as_ref().and_then(|corrects| corrects.who_says.clone());
                self.or_lacks(who, "corrects.who-says", question, Answer::Choice)
            }
            // A file names the newest small record, or is refused before anything is asked.
            Name::SaidBefore => Self::choice("again"),
            Name::Case => match self.answers.case.clone().filter(|_| !self.refused.contains(&self.last.start)) {
                Some(case) => self.or_lacks(Some(case), "case", question, Answer::Text),
                None if question.prompt.optional => Reply::Answer(Answer::Blank),
                None => {
                    if self.answers.case.is_none() {
                        let says = "`case` has no answer: write your case system's reference";
                        self.note(self.answers.place_for("case"), LACKS, says.to_owned());
                    }
                    self.stuck = true;
                    Reply::Ended
                }
            },
            // A script that carries on says so: it is `resume`, with the record named where there are several.
            Name::Waits => match self.answers.follows.clone().filter(|word| question.prompt.option(word).is_some()) {
                Some(day) => {
                    self.used.borrow_mut().insert(self.answers.follows_span.start);
                    Self::choice(&day)
                }
                None => Self::choice("none"),
            },
            Name::WhichWait | Name::Discard | Name::Setting | Name::Again => Reply::Ended,
            Name::Reason => {
                let reason = self.answers.corrects.as_ref().and_then(|corrects| corrects.reason.clone());
                self.or_lacks(reason, "corrects.reason", question, Answer::Text)
            }
            Name::TypedBy => Reply::Answer(Answer::Blank),
            Name::Also => Reply::Answer(Answer::Lines(self.answers.also.clone())),
            Name::Follows => self.follows(question),
            Name::About => {
                let at = At { leg: 0, path: String::new(), round: 0, nth: None, which: Which::About };
                if let Some(answer) = self.assumed(&at) {
                    return Ok(self.take_for_granted(answer, question));
                }
                let reply = self.or_lacks(self.answers.about.clone(), "about", question, Answer::Choice);
                self.or_fork(reply, at, question)
            }
            Name::Happened { leg, path, round } => match self.happened(leg, path, round, question) {
                Ok(reply) => reply,
                Err(None) => {
                    let span = self.place_of(leg, path, round);
                    let says = format!(
                        "`{path}` has no answer: write \"waiting\", \"no-reply\", or {{ is = …, on = … }} with what came of it"
                    );
                    self.note(span, LACKS, says);
                    self.stuck = true;
                    self.stuck_at(
                        At { leg, path: path.to_owned(), round, nth: None, which: Which::Happened },
                        question,
                    );
                    Reply::Ended
                }
                Err(Some(raw)) => match raw.word() {
                    Some("waiting") => Self::choice("not-yet"),
                    Some("no-reply") if question.prompt.option("no-reply").is_some() => Self::choice("no-reply"),
                    Some("no-reply") => {
                        let says = format!("`{path}`: its date has not passed yet, so they may still reply");
                        self.note(raw.span, "wrong-answer", says);
                        self.stuck = true;
                        Reply::Ended
                    }
                    _ => Self::choice("yes"),
                },
            },
            Name::On { leg, path, round } => {
                let today = question.reading.today;
                let on = self.answers.on(leg, path, self.round(leg, path, round), today);
                let on = on.filter(|_| !self.refused.contains(&self.last.start)).unwrap_or(today);
                Reply::Answer(Answer::Date(on.into()))
            }
            Name::By(path) => match self.answers.date(path) {
                Some(dated) => {
                    self.used.borrow_mut().insert(dated.span.start);
                    self.last = dated.span.clone();
                    match dated.by.filter(|_| !self.refused.contains(&dated.span.start)) {
                        Some(by) => Reply::Answer(Answer::Date(by.into())),
                        None if dated.by.is_some() => self.stand_in(question),
                        None => self.lacks(dated.span, path, question),
                    }
                }
                None => {
                    let says = format!(
                        "[dates] has no `{path}`: the procedure's own date is not set here, so write {path} = {{ by = … }}"
                    );
                    self.note(self.answers.place_for_date().unwrap_or_else(|| self.after_last()), LACKS, says);
                    if self.partial {
                        self.stuck = true;
                        return Ok(Reply::Ended);
                    }
                    Reply::Answer(Answer::Date(question.reading.today.into()))
                }
            },
            Name::ByWhy(path) => {
                let why = self.answers.date(path).and_then(|dated| dated.why);
                why.map_or(Reply::Answer(Answer::Blank), |why| self.held(why, question))
            }
            Name::UntilThen => self.until_then(question),
            Name::Checked => match self.answers.checked.clone() {
                Some(word) => {
                    self.used.borrow_mut().insert(word.span.start);
                    self.last = word.span;
                    self.held(word.it, question)
                }
                // What a file says, it says afresh.
                None => Reply::Answer(Answer::Blank),
            },
            Name::Leaving(name) => match self.answers.leaving(name).cloned() {
                Some(word) => {
                    self.used.borrow_mut().insert(word.span.start);
                    self.last = word.span;
                    self.held(word.it, question)
                }
                None => {
                    let says = match name {
                        "withdrawn" => "`withdrawn` has no answer: write withdrawn = { why = \"…\" }",
                        _ => "`elsewhere` has no answer: write elsewhere = { to = \"…\", why = \"…\" }",
                    };
                    self.note(self.after_last(), LACKS, says.to_owned());
                    self.stand_in(question)
                }
            },
            Name::Check(date) => self.write_or_move(date),
            // The answer to the step itself says which, or that neither does.
            Name::Which => Self::choice("neither"),
            Name::Differs | Name::GoOn { .. } => Reply::Answer(Answer::Done),
        })
    }
}
