//! An answers file: who is asked nothing has said it all beforehand.

use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::ask::script::value::A_DAY;
use crate::ask::script::value::It;
use crate::ask::script::value::Raw;
use crate::ask::script::value::given;
use crate::calendar::Calendar;
use crate::finding::Finding;
use crate::finding::Findings;
use crate::finding::Source;
use crate::finding::did_you_mean;
use crate::session::Risk;
use crate::session::UNTIL_THEN;
use crate::settings::is_like_a_reference;
use crate::strategy::Departs;
use crate::strategy::Does;
use crate::strategy::Step;
use crate::strategy::Strategy;
use crate::written;
use crate::written::Keys;
use crate::written::Shape;
use crate::written::Table;
use crate::written::Word;
use crate::written::may;
use crate::written::must;

/// What comes after the head.
const BLOCKS: &[&str] = &["answers", "again", "onward", "anytime", "dates"];
const DANGERS: &[&str] = &["no", "yes", "not-sure"];
const WHO_SAYS: &[&str] = &["raiser", "safeguarding-lead", "somebody-else"];
const SAFE_NOW: &[&str] = &["yes", "no", "not-known"];
pub(crate) const RISKS: &[&str] = &["no", "not-sure", "acting", "told-and-disagree", "told-something-else"];

/// Every key of an answers file.
pub const ANSWERS: Keys = &[
    must("format", Shape::Count, "the version of this format: 1").like("1"),
    may("strategy", Shape::Name, "the strategy; left out when a review is carried on").like(r#""rethink-2""#),
    may(
        "version",
        Shape::Text,
        "the version of the strategy that these answers were written for, for whoever reads them",
    )
    .like(r#""2026.1""#),
    may("case", Shape::Text, "the case reference").like(r#""PCC-48213""#),
    may("also", Shape::Lines, "the references by which other agencies know the case").like(r#""NHS-2201""#),
    may(
        "follows",
        Shape::DayOr(&["none"]),
        "the date that an earlier record promised and that this review meets, or \"none\"",
    )
    .like("2026-12-04"),
    may("about", Shape::OneOf(&["child", "family", "theme"]), "what it is about, if the strategy has several")
        .like(r#""child""#),
    may(
        "checked",
        Shape::Text,
        "who checked, and when, that what keeps the child safe is still as an earlier record says, where it is kept",
    )
    .like(r#""Health visitor, on 25 November""#),
    may("typed-by", Shape::Text, "the role of whoever wrote these answers, never a name").like(r#""Health visitor""#),
    may("danger-now", Shape::OneOf(DANGERS), "the program's own first question: is a child in danger now?")
        .like(r#""no""#),
    may("at-risk", Shape::SomeOf(RISKS), "its second: a new or growing risk? Each answer of the review, oldest first")
        .like(r#""no""#),
    may("told", Shape::OneOrList(TOLD), "for each answer that they have been told: whom, when, and what they said")
        .like(r#"{ whom = "Duty social worker, front door", when = 2026-11-23T09:40, said = "No further action" }"#),
    may("answers", Shape::Open, "one answer a line, by the name of its step").like("raised-on = 2026-11-23"),
    may("again", Shape::OpenTables, "the second time round, and one more block for each further round"),
    may("onward", Shape::Open, "the answers of the strategy that a triage leads to").like("raised-on = 2026-11-23"),
    may("anytime", Shape::Tables(ANYTIME), "ways out of the strategy's own that are taken, in their order"),
    may("withdrawn", Shape::Table(WITHDRAWN), "where a row leads to `withdrawn`")
        .like(r#"{ why = "The family moved away" }"#),
    may("elsewhere", Shape::Table(ELSEWHERE), "where a row leads to `elsewhere`")
        .like(r#"{ to = "complaint", why = "The family wish to complain" }"#),
    may("corrects", Shape::Table(CORRECTS), "the record that these answers correct, and why")
        .like(r#"{ record = "k7qf2m4x", reason = "The meeting was on 20 November" }"#),
    may("today", Shape::Day, "the day that `rethink strategy walk` takes as today").like("2026-11-23"),
    may("dates", Shape::Open, "days for dates that are unset, brought forward or put back")
        .like("meet = { by = 2026-12-18 }"),
];

/// Who has been told of a risk.
const TOLD: Keys = &[
    must("whom", Shape::Text, "their role and agency, never a name").like(r#""Duty social worker, front door""#),
    must("when", Shape::Any, "when they were told: a day, better with a time").like("2026-11-23T09:40"),
    must("said", Shape::Text, "what they said").like(r#""No further action""#),
];

/// A way out of the strategy's own that is taken.
const ANYTIME: Keys = &[
    must("at", Shape::Paths, "the step at which it is taken").like(r#""reply""#),
    must("use", Shape::Name, "the name of the way out").like(r#""straight-up""#),
    may("round", Shape::Count, "2 if it is taken the second time that the step is asked, and so on").like("2"),
    may("answers", Shape::Any, "the answers of the strategy that it runs, in curly brackets")
        .like("{ written-on = 2026-11-27 }"),
];

const WITHDRAWN: Keys = &[must("why", Shape::Text, "why the review is withdrawn").like(r#""The family moved away""#)];

const ELSEWHERE: Keys = &[
    must("to", Shape::Text, "which way it goes on: another strategy, or a procedure outside").like(r#""complaint""#),
    must("why", Shape::Text, "why that is better for the child").like(r#""The family wish to complain""#),
];

const CORRECTS: Keys = &[
    must("record", Shape::Text, "the name of the record, or its last part").like(r#""k7qf2m4x""#),
    may("reason", Shape::Text, "what is put right, and how it came to light")
        .like(r#""The meeting was on 20 November, as its minutes show""#),
    may("done", Shape::Text, "for the small record of a stop or a risk answer: what was done")
        .like(r#""The duty team was told at 10:20""#),
    may("by", Shape::Text, "the role of whoever did it, never a name").like(r#""Social worker""#),
    may("safe-now", Shape::OneOf(SAFE_NOW), "whether the child is safe now; the stop is closed only by `yes`")
        .like(r#""yes""#),
    may("who-says", Shape::OneOf(WHO_SAYS), "who says that a risk is over; somebody else's word leaves it open")
        .like(r#""raiser""#),
];

/// What stands beside a step under `[dates]`.
const DATE: Keys = &[
    must("by", Shape::DayInWords, "the day, or words for it that are read on the day on which the file is used")
        .like("2026-12-18"),
    may("why", Shape::Text, "why that day").like(r#""The child moves school""#),
];

/// Every table of an answers file, for the manual.
pub const TABLES: &[(&str, Keys)] = &[
    ("the file", ANSWERS),
    ("told", TOLD),
    ("[[anytime]]", ANYTIME),
    ("withdrawn", WITHDRAWN),
    ("elsewhere", ELSEWHERE),
    ("corrects", CORRECTS),
    ("a line of [dates]", DATE),
];

/// A day given beforehand.
#[derive(Debug, Clone)]
pub(crate) struct Dated {
    pub(crate) span: Range<usize>,
    pub(crate) by: Option<NaiveDate>,
    pub(crate) why: Option<String>,
}

/// Who has been told of a risk, beforehand.
#[derive(Debug, Clone)]
pub(crate) struct ToldBefore {
    pub(crate) whom: String,
    pub(crate) when: Raw,
    pub(crate) said: String,
}

fn told(table: &Table<'_>) -> Option<ToldBefore> {
    let when = Raw::of(table.value("when")?);
    Some(ToldBefore { whom: table.text("whom")?, when, said: table.text("said")? })
}

/// A way out that is taken beforehand.
#[derive(Debug, Clone)]
pub(crate) struct Left {
    pub(crate) span: Range<usize>,
    pub(crate) at: String,
    pub(crate) way: String,
    /// How often the step has been answered before, from 0.
    pub(crate) round: usize,
    answers: Option<Raw>,
}

/// The record that answers correct, and why.
#[derive(Debug, Clone)]
pub struct ToCorrect {
    /// The name of the record, or its last part.
    pub record: String,
    /// Why.
    pub reason: Option<String>,
    /// What was done after a stop or a risk answer, where that is what is corrected.
    pub done: Option<String>,
    /// The role of whoever did it.
    pub by: Option<String>,
    /// Whether the child is safe now.
    pub safe_now: Option<String>,
    /// Who says so, of a risk answer after which the review went on.
    pub who_says: Option<String>,
}

/// An answers file whose shape is sound.
#[derive(Debug, Clone)]
pub struct Answers {
    pub(crate) source: Source,
    /// What is wrong with it apart from its answers, where it is read all the same.
    pub(crate) wrong: Vec<Finding>,
    /// The keys before the answers, each with the place of its value.
    head: Vec<(String, Range<usize>)>,
    /// The strategy it is for.
    pub strategy: Option<String>,
    pub(crate) strategy_span: Range<usize>,
    /// The version it was written for.
    pub version: Option<String>,
    /// The case reference.
    pub case: Option<String>,
    pub(crate) case_span: Range<usize>,
    /// The references by which other agencies know the case.
    pub also: Vec<String>,
    /// Where they stand, if the file says anything of them.
    pub(crate) also_span: Option<Range<usize>>,
    /// The promised date that the review meets, as in 2027-03-27, or `none`.
    pub follows: Option<String>,
    pub(crate) follows_span: Range<usize>,
    /// What it is about.
    pub about: Option<String>,
    pub(crate) about_span: Range<usize>,
    /// Whether a child is in danger now.
    pub danger_now: Option<String>,
    /// The answers about risk, oldest first.
    pub at_risk: Vec<String>,
    /// For each of them that says so, who has been told.
    pub(crate) told: Vec<ToldBefore>,
    /// Who checked that an earlier answer about what keeps the child safe still holds.
    pub(crate) checked: Option<Word>,
    /// The role of whoever wrote them.
    pub typed_by: Option<String>,
    /// The record that they correct, if they do.
    pub corrects: Option<ToCorrect>,
    answers: Option<Raw>,
    again: Vec<Raw>,
    onward: Option<Raw>,
    dates: Option<Raw>,
    pub(crate) ways: Vec<Left>,
    /// The day that a walk takes as today.
    pub today: Option<NaiveDate>,
    /// Why it is withdrawn; and which way it goes on, and why.
    leaving: [Option<Word>; 3],
}

impl Answers {
    /// Reads an answers file, or says everything that is wrong with its shape.
    pub fn read(source: Source) -> Result<Self, Findings> {
        let answers = Self::read_all_the_same(source)?;
        if answers.wrong.is_empty() { Ok(answers) } else { Err(answers.found()) }
    }

    /// Reads an answers file whose answers can be looked at, whatever else is wrong with it: all of it is told at once.
    /// What cannot be relied on is left out.
    pub fn read_all_the_same(source: Source) -> Result<Self, Findings> {
        let text = source.text.clone();
        let mut found = Findings::new(source.clone());
        let root = written::parse(&text, &mut found);
        if !written::is_readable(&found) {
            return Err(found);
        }
        let is_toml = found.is_clean();
        let head = Table::new(root.get_ref(), 0..0);
        written::shape(&head, ANSWERS, "an answers file", &mut found);
        if head.count("format").is_some_and(|format| format != 1) {
            found.add("newer-format", head.place("format"), "this rethink reads format = 1");
        }
        if let Some(dates) = head.table("dates") {
            look_at_dates(&dates, &mut found);
        }
        for word in head.words("also").into_iter().filter(|word| !is_like_a_reference(&word.it)) {
            let says = "a reference has letters, digits and hyphens, and at least one digit; it is never a name";
            found.add("wrong-answer", word.span, says);
        }
        // For which strategy it is, and which record it corrects, decides what everything else in it means.
        let is_named = |key: &str| !head.has(key) || head.text(key).is_some_and(|name| written::is_name(&name));
        let corrects = |table: Table<'_>| table.text("record").is_some();
        let says_which =
            is_named("strategy") && (!head.has("corrects") || head.table("corrects").is_some_and(corrects));
        let is_newer = found.list.iter().any(|finding| finding.code == "newer-format");
        if !found.is_clean() && (!is_toml || !says_which || is_newer) {
            return Err(found);
        }
        let one_of = |key: &str, words: &[&str]| -> Vec<String> {
            head.words(key).into_iter().map(|word| word.it).filter(|word| words.contains(&word.as_str())).collect()
        };
        let raw = |key: &str| head.value(key).map(Raw::of);
        let inside = |table: &str, key: &str| head.table(table).and_then(|table| table.word(key));
        let again = match raw("again").map(|raw| raw.it) {
            Some(It::List(list)) => list,
            _ => Vec::new(),
        };
        let keys = head.entries().map(|(name, value)| (name.it, value.span()));
        Ok(Self {
            source,
            wrong: found.list,
            head: keys.filter(|(name, _)| !BLOCKS.contains(&name.as_str())).collect(),
            strategy: head.text("strategy"),
            strategy_span: head.place("strategy"),
            version: head.text("version"),
            case: head.text("case"),
            case_span: head.place("case"),
            also: head.words("also").into_iter().map(|word| word.it).collect(),
            also_span: head.has("also").then(|| head.place("also")),
            follows: head.day("follows").or_else(|| head.text("follows")),
            follows_span: head.place("follows"),
            about: head.text("about"),
            about_span: head.place("about"),
            danger_now: one_of("danger-now", DANGERS).pop(),
            at_risk: one_of("at-risk", RISKS),
            told: head.tables("told").iter().filter_map(told).collect(),
            checked: head.word("checked"),
            typed_by: head.text("typed-by"),
            corrects: head.table("corrects").and_then(|table| {
                let [reason, done, by, safe_now, who_says] =
                    ["reason", "done", "by", "safe-now", "who-says"].map(|key| table.text(key));
                Some(ToCorrect { record: table.text("record")?, reason, done, by, safe_now, who_says })
            }),
            answers: raw("answers"),
            again,
            onward: raw("onward"),
            dates: raw("dates"),
            ways: head.tables("anytime").iter().map(left).collect(),
            leaving: [inside("withdrawn", "why"), inside("elsewhere", "to"), inside("elsewhere", "why")],
            today: head.value("today").map(Raw::of).and_then(|day| day.day()),
        })
    }

    /// The same answers with their days in words, such as `3 days ago`, read on this day.
    #[must_use]
    pub fn as_of(mut self, today: NaiveDate, calendar: &Calendar) -> Self {
        let blocks = self.answers.iter_mut().chain(&mut self.again).chain(&mut self.onward).chain(&mut self.dates);
        let beside = self.ways.iter_mut().filter_map(|left| left.answers.as_mut());
        let told = self.told.iter_mut().map(|told| &mut told.when);
        blocks.chain(beside).chain(told).for_each(|block| block.read_days(today, calendar));
        let mut found = self.found();
        if let Some(dates) = &self.dates {
            no_days(dates, &mut found);
        }
        self.wrong = found.list;
        self
    }

    /// What is wrong with it apart from its answers.
    pub fn found(&self) -> Findings {
        Findings { source: self.source.clone(), list: self.wrong.clone() }
    }

    /// The keys of which something has been found already, or that a misspelt one was probably meant for.
    pub(crate) fn found_already(&self) -> Vec<String> {
        let is_meant =
            |name: &str| self.wrong.iter().any(|found| found.says.contains(&format!("did you mean `{name}`")));
        let is_in = |span: &Range<usize>| self.wrong.iter().any(|found| span.contains(&found.span.start));
        let is_wrong = |name: &str| self.head.iter().any(|(its, span)| its == name && is_in(span));
        ANSWERS.iter().map(|key| key.name.to_owned()).filter(|name| is_meant(name) || is_wrong(name)).collect()
    }

    /// The place after which a key goes that is not there: that of the last key there which the format has before it.
    pub(crate) fn place_for(&self, key: &str) -> Range<usize> {
        let order = |name: &str| ANSWERS.iter().position(|key| key.name == name);
        let before = self.head.iter().filter(|(name, _)| order(name) < order(key));
        let end = before.max_by_key(|(name, _)| order(name)).map_or(0, |(_, value)| value.end);
        end..end
    }

    /// The place after which an answer goes that is not there and that no answer comes before: its table, or the head.
    pub(crate) fn place_in(&self, leg: usize, table: &str, round: usize) -> Range<usize> {
        let block = self.block(leg, round);
        let inside = block.and_then(|block| if table.is_empty() { Some(block) } else { follow(block, table) });
        inside.or(block).map_or_else(|| self.place_for("answers"), |raw| raw.span.start..raw.span.start)
    }

    /// The first answer about risk.
    pub fn risk(&self) -> Option<Risk> {
        self.at_risk.first().and_then(|word| Risk::named(word))
    }

    /// True if somebody stops to act: a child is in danger, or they are going to ring.
    pub fn stops(&self) -> bool {
        self.danger_now.as_deref().is_some_and(|word| word != "no") || self.risk() == Some(Risk::Acting)
    }

    /// The bytes of the file.
    pub fn text(&self) -> &str {
        &self.source.text
    }

    /// The file as the person knows it.
    pub fn name(&self) -> &str {
        &self.source.name
    }

    /// The block of answers for a strategy of the session, the nth time round.
    fn block(&self, leg: usize, round: usize) -> Option<&Raw> {
        match round {
            0 if leg > 0 && self.onward.is_some() => self.onward.as_ref(),
            0 => self.answers.as_ref(),
            round => self.again.get(round - 1),
        }
    }

    /// What was written for leaving a review, under this name of the program's own prompt.
    pub(crate) fn leaving(&self, name: &str) -> Option<&Word> {
        let place = ["withdrawn", "elsewhere", "elsewhere-why"].iter().position(|known| *known == name)?;
        self.leaving[place].as_ref()
    }

    /// What is asked first of whoever leaves a review, as far as the file says it.
    pub(crate) fn left_by(&self) -> impl Iterator<Item = &Word> {
        self.leaving[..2].iter().flatten()
    }

    /// The place after which a date goes that is not there, if there are dates: the last of them.
    pub(crate) fn place_for_date(&self) -> Option<Range<usize>> {
        let dates = self.dates.as_ref()?;
        let ends = dates.table().unwrap_or_default().iter().map(|(_, value)| value.span.end);
        let end = ends.max().unwrap_or(dates.span.start);
        Some(end..end)
    }

    /// The value for a step, the nth time round. A strategy that was run beside has its answers where it was begun.
    pub(crate) fn find(&self, leg: usize, path: &str, round: usize) -> Option<&Raw> {
        if let Some((way, inner)) = path.split_once('.') {
            let mut begun = self.ways.iter().filter(|left| left.way == way).peekable();
            if begun.peek().is_some() {
                return follow(begun.nth(round)?.answers.as_ref()?, inner);
            }
        }
        follow(self.block(leg, round)?, path)
    }

    /// True if a step has no answer here, the nth time round.
    pub fn is_missing(&self, leg: usize, path: &str, round: usize) -> bool {
        self.find(leg, path, round).is_none()
    }

    /// The value for a name in any block.
    pub(crate) fn find_anywhere(&self, path: &str) -> Option<&Raw> {
        (0..=self.again.len()).flat_map(|round| [self.find(1, path, round), self.find(0, path, round)]).flatten().last()
    }

    /// The day on which a wait is said to have ended, the nth time round: `on`, or the day that is its answer. A day to
    /// come is what was agreed when it ended, and not when.
    pub(crate) fn on(&self, leg: usize, path: &str, round: usize, today: NaiveDate) -> Option<NaiveDate> {
        let raw = self.find(leg, path, round)?;
        let answered = || raw.key("is").unwrap_or(raw).day().filter(|day| *day <= today);
        raw.key("on").map_or_else(answered, Raw::day)
    }

    /// A day for a date that is unset, or moved.
    pub(crate) fn date(&self, path: &str) -> Option<Dated> {
        let at = follow(self.dates.as_ref()?, path)?;
        Some(Dated {
            span: at.span.clone(),
            by: at.key("by").and_then(Raw::day),
            why: at.key("why").and_then(Raw::word).map(str::to_owned),
        })
    }

    /// Every answer in the file with its path and its strategy's place in the session.
    fn all(&self) -> Vec<(usize, String, Range<usize>, &Raw)> {
        fn walk<'a>(leg: usize, before: &str, raw: &'a Raw, out: &mut Vec<(usize, String, Range<usize>, &'a Raw)>) {
            for (word, value) in raw.table().unwrap_or_default() {
                let path = if before.is_empty() { word.it.clone() } else { format!("{before}.{}", word.it) };
                out.push((leg, path.clone(), word.span.clone(), value));
                walk(leg, &path, value, out);
            }
        }
        let mut out = Vec::new();
        let later = usize::from(self.onward.is_some());
        if let Some(answers) = &self.answers {
            walk(0, "", answers, &mut out);
        }
        if let Some(onward) = &self.onward {
            walk(1, "", onward, &mut out);
        }
        for again in &self.again {
            walk(later, "", again, &mut out);
        }
        out
    }

    /// Every answer to a step that there is: its path, and the place of its value.
    pub(crate) fn leaves(&self, legs: &[Arc<Strategy>]) -> Vec<(String, Range<usize>)> {
        let dates = self.dates.as_ref().and_then(Raw::table).unwrap_or_default();
        let dates = dates.iter().map(|(word, value)| (format!("dates.{}", word.it), value.span.clone()));
        self.all()
            .into_iter()
            .filter(|(leg, path, ..)| path == UNTIL_THEN || leaf(legs, *leg, path).is_some())
            .map(|(_, path, _, value)| (path, value.span.clone()))
            .chain(dates)
            .collect()
    }

    /// Finds every name that is no step, and every value that its step would not accept.
    /// What comes back is the steps that misspelt names were probably meant for.
    pub(crate) fn look(&self, legs: &[Arc<Strategy>], found: &mut Findings) -> Vec<String> {
        let mut meant = Vec::new();
        let mut inside: Option<String> = None;
        self.ways.iter().for_each(|left| look_at_way(left, legs, found));
        for (leg, path, span, value) in self.all() {
            // What stands inside the curly brackets of an answer has been looked at with it.
            if inside.as_ref().is_some_and(|outer| path.starts_with(&format!("{outer}."))) {
                continue;
            }
            inside = None;
            match at(legs, leg, &path) {
                Some(step) if matches!(step.does, Does::Run(_)) => {
                    if value.table().is_none() {
                        found.add(
                            "wrong-shape",
                            value.span.clone(),
                            format!("`{path}` holds answers of its own: write them below [answers.{path}]"),
                        );
                    }
                }
                Some(step) => {
                    inside = Some(path.clone());
                    look_at_value(step, &path, value, found);
                }
                None if path == UNTIL_THEN => inside = Some(path),
                None => {
                    inside = Some(path.clone());
                    meant.extend(unknown(legs, leg, &path, span, found));
                }
            }
        }
        meant
    }
}

/// Finds every date that is no day.
fn no_days(dates: &Raw, found: &mut Findings) {
    for (_, value) in dates.table().unwrap_or_default() {
        match value.key("by") {
            Some(by) if by.day().is_none() => found.add("wrong-shape", by.span.clone(), A_DAY),
            Some(_) => {}
            None => no_days(value, found),
        }
    }
}

/// The value at the end of a path.
fn follow<'a>(raw: &'a Raw, path: &str) -> Option<&'a Raw> {
    path.split('.').try_fold(raw, |at, name| at.key(name))
}

fn left(table: &Table<'_>) -> Left {
    Left {
        span: table.span.clone(),
        at: table.words("at").into_iter().next().map(|word| word.it).unwrap_or_default(),
        way: table.word("use").map(|word| word.it).unwrap_or_default(),
        round: table.count("round").and_then(|round| usize::try_from(round - 1).ok()).unwrap_or(0),
        answers: table.value("answers").map(Raw::of),
    }
}

/// A way out must be one of the strategy, at a step of it; and what it runs has answers of its own.
fn look_at_way(left: &Left, legs: &[Arc<Strategy>], found: &mut Findings) {
    if legs.iter().all(|strategy| strategy.at(&left.at).is_none()) {
        let says = format!("there is no step {} in this strategy", written::shown(&left.at, true));
        found.add("unknown-answer", left.span.clone(), says);
    }
    let Some(way) = legs.iter().flat_map(|strategy| &strategy.anytime).find(|way| way.id == left.way) else {
        let ways = legs.iter().flat_map(|strategy| &strategy.anytime).map(|way| way.id.as_str());
        let near = did_you_mean(&left.way, ways).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let says = format!("this strategy adds no way out {}{near}", written::shown(&left.way, true));
        return found.add("unknown-answer", left.span.clone(), says);
    };
    for (word, value) in left.answers.as_ref().and_then(Raw::table).unwrap_or_default() {
        let step = match &way.does {
            Departs::Run(inner) => inner.at(&word.it),
            Departs::To(_) => None,
        };
        match step {
            Some(step) if !matches!(step.does, Does::Run(_)) => look_at_value(step, &word.it, value, found),
            Some(_) => {}
            None => {
                let says = format!("there is no step {} in what `{}` runs", written::shown(&word.it, true), way.id);
                found.add("unknown-answer", word.span.clone(), says);
            }
        }
    }
}

fn look_at_value(step: &Step, path: &str, value: &Raw, found: &mut Findings) {
    let waits = step.wait_for.is_some();
    if waits && matches!(value.word(), Some("waiting" | "no-reply" | "done")) {
        return;
    }
    if value.key("on").is_some() && !waits {
        found.add("wrong-shape", value.span.clone(), format!("`{path}` does not wait, so it has no `on`"));
        return;
    }
    if value.key("on").is_some_and(|on| on.day().is_none()) {
        found.add("wrong-shape", value.span.clone(), format!("`on`: {A_DAY}"));
        return;
    }
    let Some(prompt) = step.prompt() else {
        let done = value.key("is").and_then(Raw::word) == Some("done");
        if !(waits && done) {
            found.add("not-asked", value.span.clone(), format!("`{path}` asks nothing: leave it out"));
        }
        return;
    };
    let ones: Vec<&Raw> = match (step.each, value.list()) {
        (None, _) => vec![value],
        (Some(_), Some(list)) => list.iter().collect(),
        (Some(_), None) => {
            found.add(
                "wrong-shape",
                value.span.clone(),
                format!("`{path}` is asked for each entry: write a list of answers, in their order"),
            );
            return;
        }
    };
    for one in ones {
        if let Err(says) = given(one, prompt) {
            found.add("wrong-answer", one.span.clone(), format!("`{path}`: {}", lower(&says)));
        }
    }
}

/// A date is `{ by = … }`; a table without one holds the dates of a strategy that is run.
fn look_at_dates(dates: &Table<'_>, found: &mut Findings) {
    for (name, value) in dates.entries() {
        match written::table(value) {
            Some(inner) if !inner.has("by") && inner.entries().all(|(_, value)| value.get_ref().is_table()) => {
                look_at_dates(&inner, found);
            }
            Some(table) => written::shape(&table, DATE, "a date", found),
            None => found.add("wrong-shape", name.span, "write a date as { by = 2027-03-27, why = \"…\" }"),
        }
    }
}

fn lower(says: &str) -> String {
    let mut letters = says.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The step that an answer is to. Answers of the second strategy on stand in one block, whichever it turns out to be.
fn at<'a>(legs: &'a [Arc<Strategy>], leg: usize, path: &str) -> Option<&'a Step> {
    if leg == 0 { legs.first()?.at(path) } else { legs.iter().skip(1).find_map(|strategy| strategy.at(path)) }
}

fn leaf<'a>(legs: &'a [Arc<Strategy>], leg: usize, path: &str) -> Option<&'a Step> {
    at(legs, leg, path).filter(|step| !matches!(step.does, Does::Run(_)))
}

fn unknown(legs: &[Arc<Strategy>], leg: usize, path: &str, span: Range<usize>, found: &mut Findings) -> Option<String> {
    // Where a triage did not get as far as the next strategy, nothing can be said of that one's answers.
    if leg > 0 && legs.len() < 2 {
        return None;
    }
    let (before, name) = path.rsplit_once('.').map_or(("", path), |(before, name)| (before, name));
    let home = legs.get(leg.min(legs.len() - 1)).map(|strategy| match at(legs, leg, before).map(|step| &step.does) {
        Some(Does::Run(inner)) => Arc::clone(inner),
        _ => Arc::clone(strategy),
    });
    let steps: Vec<String> =
        home.map(|home| home.steps.iter().map(|step| step.id.clone()).collect()).unwrap_or_default();
    let shown = written::shown(name, true);
    let near = did_you_mean(name, steps.iter().map(String::as_str)).map(str::to_owned);
    let says = match &near {
        Some(near) => format!("there is no step {shown}; did you mean `{near}`?"),
        None => format!("there is no step {shown} in this strategy"),
    };
    found.add("unknown-answer", span, says);
    near
}
