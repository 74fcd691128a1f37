//! What a team sets, as values.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::Serialize;
use toml::de::DeValue;

use crate::calendar::Calendar;
use crate::calendar::Division;
use crate::calendar::Length;
use crate::calendar::Unit;
use crate::finding::Findings;
use crate::finding::Source;
use crate::finding::one_line;
use crate::written;
use crate::written::Keys;
use crate::written::Shape;
use crate::written::Table;
use crate::written::may;
use crate::written::must;

/// Every key of `rethink.toml`.
pub const SETTINGS: Keys = &[
    must("format", Shape::Count, "the version of these settings: 1").like("1"),
    may("calendar", Shape::OneOf(&["england-and-wales", "scotland", "northern-ireland"]), "whose working days count")
        .like(r#""england-and-wales""#),
    may("closed", Shape::Days, "days on which the team is closed, besides weekends and bank holidays")
        .like("[2026-12-24, 2027-01-04]"),
    may(
        "escalation",
        Shape::Name,
        "the strategy for \"I have told them, and I disagree\"; hips-escalation unless said",
    )
    .like(r#""hips-escalation""#),
    may("agencies", Shape::Lines, "the agencies here, as they are to be written in every record")
        .like(r#"["NHS community health", "School"]"#),
    may("safety", Shape::Table(SAFETY), "who to ring"),
    may("case", Shape::Table(CASE), "what a case reference looks like"),
    may("limits", Shape::Words, "lengths for dates that strategies leave unset, by strategy.step")
        .like(r#""hips-escalation.reply-1" = "5 working days""#),
    may("answers", Shape::Words, "answers that are always the same, by strategy.step")
        .like(r#""family-plan.area" = "area-2""#),
    may("contacts", Shape::Words, "a line shown beside a role that is waited for")
        .like(r#"line-manager = "Ask the duty desk""#),
    may("categories", Shape::Words, "more options for what the difference is about")
        .like(r#"housing = "Where they live""#),
    may("plan-types", Shape::Words, "more options for the kind of plan")
        .like(r#"short-breaks = "A short breaks plan""#),
    may("outcomes", Shape::Words, "more options for what came of it")
        .like(r#"step-down = "The plan was stepped down""#),
    may("retention", Shape::Table(RETENTION), "how long a record is kept before somebody looks at it again"),
];

const SAFETY: Keys = &[may(
    "lines",
    Shape::Lines,
    "local numbers, at most 10 lines of 200 letters; they are shown below the program's own",
)
.like(r#"["Front door in office hours: see the rota"]"#)];
const CASE: Keys = &[may("reference", Shape::Text, "its shape: # stands for a digit").like(r#""PCC-#####""#)];
const RETENTION: Keys = &[
    may("class", Shape::Text, "the kind of record, in the words of your own retention schedule")
        .like(r#""Child's file, early help""#),
    must(
        "review-after",
        Shape::Lengths,
        "how long after a record is written somebody looks whether to keep it; at least 1 year",
    )
    .like(r#""6 years""#),
];

/// Every table of the settings, for the manual.
pub const TABLES: &[(&str, Keys)] =
    &[("the settings", SETTINGS), ("[safety]", SAFETY), ("[case]", CASE), ("[retention]", RETENTION)];

/// The strategy for somebody who has told the duty team and disagrees, unless the team names another.
pub const ESCALATION: &str = "hips-escalation";

/// The most letters of a line that the team sets: two or three lines of a screen.
const LONGEST_LINE: usize = 200;
/// The most lines of the team on the stop screen: the program's own words must stay in sight above them.
const MOST_LINES: usize = 10;

/// The lists of options that a team may extend: the name in the settings, and the fact whose options it extends.
const EXTENDS: [(&str, &str); 3] = [("categories", "category"), ("plan-types", "plan-type"), ("outcomes", "outcome")];

/// What a team sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Settings {
    /// The working days that count.
    pub calendar: Calendar,
    /// The strategy for somebody who has told the duty team and disagrees with their answer.
    pub escalation: String,
    /// Whom to ring besides those whom the program names itself, a line each.
    pub safety: Vec<String>,
    /// What a case reference looks like; `#` stands for a digit.
    pub reference: Option<String>,
    /// What strategies leave unset, by `strategy.step`.
    pub limits: BTreeMap<String, Length>,
    /// Answers that are always the same, by `strategy.step`.
    pub answers: BTreeMap<String, String>,
    /// A line shown beside a role.
    pub contacts: BTreeMap<String, String>,
    /// The agencies here, as they are to be written.
    pub agencies: Vec<String>,
    /// More options by fact: the name of each and its words.
    pub options: BTreeMap<String, Vec<(String, String)>>,
    /// When somebody looks whether a record is still to be kept.
    pub retention: Option<Retention>,
}

/// When somebody looks whether a record is still to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Retention {
    /// The kind of record, in the words of the team's own schedule.
    pub class: Option<String>,
    /// How long after it is written.
    pub review_after: Length,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            calendar: Calendar::new(Division::EnglandAndWales, Vec::new()),
            escalation: ESCALATION.to_owned(),
            safety: Vec::new(),
            reference: None,
            limits: BTreeMap::new(),
            answers: BTreeMap::new(),
            contacts: BTreeMap::new(),
            agencies: Vec::new(),
            options: BTreeMap::new(),
            retention: None,
        }
    }
}

impl Settings {
    /// Reads the settings of a team, or says everything that is wrong with them.
    pub fn read(source: Source) -> Result<Self, Findings> {
        let text = source.text.clone();
        let mut found = Findings::new(source);
        let root = written::parse(&text, &mut found);
        if !written::is_readable(&found) {
            return Err(found);
        }
        let head = Table::new(root.get_ref(), 0..0);
        written::shape(&head, SETTINGS, "settings", &mut found);
        if head.count("format").is_some_and(|format| format != 1) {
            found.add("newer-format", head.place("format"), "this rethink reads format = 1");
        }
        let options = options(&head, &mut found);
        let retention = retention(&head, &mut found);
        let limits = words(&head, "limits");
        let mut lengths = BTreeMap::new();
        for (name, value, span) in &limits {
            match value.parse() {
                Ok(length) => drop(lengths.insert(name.clone(), length)),
                Err(_) => found.add("not-a-length", span.clone(), "write a length such as \"5 working days\""),
            }
        }
        if let Some(shape) = head.table("case").and_then(|table| table.word("reference")) {
            let plain = shape.it.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '#');
            if !plain || !(3..=40).contains(&shape.it.len()) {
                found.add(
                    "wrong-shape",
                    shape.span,
                    "a reference has 3 to 40 letters, digits and hyphens; # stands for a digit",
                );
            }
        }
        team_lines(&head, &mut found);
        if !found.is_clean() {
            return Err(found);
        }
        let division =
            head.word("calendar").and_then(|word| Division::named(&word.it)).unwrap_or(Division::EnglandAndWales);
        let default = Self::default();
        let map = |key| words(&head, key).into_iter().map(|(name, value, _)| (name, value)).collect();
        let lines = |table: &Table<'_>, key| table.words(key).into_iter().map(|word| one_line(&word.it)).collect();
        Ok(Self {
            calendar: Calendar::new(division, days(&head)),
            escalation: head.text("escalation").unwrap_or(default.escalation),
            safety: head.table("safety").map(|table| lines(&table, "lines")).unwrap_or_default(),
            reference: head.table("case").and_then(|table| table.text("reference")),
            limits: lengths,
            answers: map("answers"),
            contacts: map("contacts"),
            agencies: lines(&head, "agencies"),
            options,
            retention,
        })
    }

    /// The day on which somebody looks whether a record of this day is still to be kept.
    pub fn review_on(&self, written: NaiveDate) -> Option<NaiveDate> {
        let retention = self.retention.as_ref()?;
        Some(self.calendar.count(written.into(), retention.review_after).due.day)
    }

    /// True if a reference has the shape that the team set, or, if it set none, could be one.
    pub fn is_reference(&self, typed: &str) -> bool {
        let plain = typed.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let long_enough = (3..=40).contains(&typed.len());
        let framed = typed.starts_with(|c: char| c.is_ascii_alphanumeric())
            && typed.ends_with(|c: char| c.is_ascii_alphanumeric());
        plain && long_enough && framed && self.shape_fits(typed)
    }

    fn shape_fits(&self, typed: &str) -> bool {
        let Some(shape) = &self.reference else {
            return typed.chars().any(|c| c.is_ascii_digit());
        };
        shape.chars().count() == typed.chars().count()
            && shape
                .chars()
                .zip(typed.chars())
                .all(|(want, have)| if want == '#' { have.is_ascii_digit() } else { want.eq_ignore_ascii_case(&have) })
    }

    /// How a reference should look, for somebody who typed another.
    pub fn reference_hint(&self) -> String {
        match &self.reference {
            Some(shape) => format!("It looks like {}", shape.replace('#', "1")),
            None => "Letters, digits and hyphens, with at least one digit, such as PCC-48213".to_owned(),
        }
    }

    /// The team's own lines for whoever stops, and whether one is left out there.
    pub fn whom_to_ring(&self) -> (Vec<&str>, bool) {
        let shown: Vec<&str> = self.safety.iter().map(String::as_str).filter(|line| !speaks_of_999(line)).collect();
        let is_left_out = shown.len() < self.safety.len();
        (shown, is_left_out)
    }
}

/// Looks at the lines that stand beside the program's own words where somebody is told whom to ring or ask.
fn team_lines(head: &Table<'_>, found: &mut Findings) {
    let lines = head.table("safety").map(|table| table.words("lines")).unwrap_or_default();
    if let (Some(more), Err(says)) = (lines.get(MOST_LINES), look_how_many(lines.len())) {
        found.add("wrong-shape", more.span.clone(), says);
    }
    let lines = lines.into_iter().map(|word| (word.it, word.span));
    let contacts = words(head, "contacts").into_iter().map(|(_, words, span)| (words, span));
    for (line, span) in lines.chain(contacts) {
        if let Err(says) = look_at_team_line(&line) {
            found.add("wrong-shape", span, says);
        }
    }
}

/// Says why a line is left out of the stop screen, where it is: it speaks of 999, of 112 or of an emergency. What is said of
/// these is the program's own, and nobody can tell whether a line says to ring or not to. The emergency duty team, which
/// the program names too, is a team like another.
pub fn look_at_999(line: &str) -> Result<(), String> {
    if !speaks_of_999(line) {
        return Ok(());
    }
    Err("this line is left out where somebody stops: 999 and emergencies are in the program's own words; \
         write whom else to ring"
        .to_owned())
}

fn speaks_of_999(line: &str) -> bool {
    // Digits of full width are digits.
    let line: String = line
        .to_lowercase()
        .chars()
        .map(|c| match u32::from(c) {
            wide @ 0xff10..=0xff19 => char::from_digit(wide - 0xff10, 10).unwrap_or(c),
            _ => c,
        })
        .collect();
    let is_short = |number: &str| matches!(number, "999" | "112");
    let numbers = |between: &[char]| {
        let pieces = line.split(|c: char| !(c.is_ascii_digit() || between.contains(&c)));
        pieces.map(str::to_owned).collect::<Vec<String>>()
    };
    let digits = |piece: &str| piece.chars().filter(char::is_ascii_digit).collect::<String>();
    // It may be part of a telephone number, but begins none.
    let is_said = |piece: &String| {
        let groups: Vec<&str> = piece.split(|c: char| !c.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
        let is_long = digits(piece).len() >= 9;
        groups.first().is_some_and(|first| is_short(first)) || !is_long && groups.iter().any(|group| is_short(group))
    };
    let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let in_words = words.join(" ");
    let in_numbers = numbers(&[' ', '-', '(', ')', '\u{a0}']).iter().any(is_said)
        || numbers(&[' ', '-', '.', '\u{a0}']).iter().any(|piece| is_short(&digits(piece)));
    let emergency = |(place, word): (usize, &&str)| {
        word.starts_with("emergenc") && words.get(place + 1).is_none_or(|next| *next != "duty")
    };
    in_numbers
        || words.iter().enumerate().any(emergency)
        || ["nine nine nine", "triple nine", "one one two"].iter().any(|said| in_words.contains(said))
}

/// Says why there cannot be so many lines of the team on the stop screen.
pub fn look_how_many(lines: usize) -> Result<(), String> {
    if lines <= MOST_LINES {
        return Ok(());
    }
    Err(format!("{MOST_LINES} lines are the most: more would push 999 off the screen; take some out"))
}

/// Says why a line cannot be the team's on the stop screen.
pub fn look_at_team_line(line: &str) -> Result<(), String> {
    let line = one_line(line);
    if !line.chars().any(char::is_alphanumeric) {
        return Err("this line has no letter or digit; write whom to ring, or take the line out".to_owned());
    }
    match line.chars().count() {
        many if many > LONGEST_LINE => {
            Err(format!("this line has {many} letters, and {LONGEST_LINE} are the most; make two lines of it"))
        }
        _ => Ok(()),
    }
}

/// More options, each under the fact whose options it extends.
fn options(head: &Table<'_>, found: &mut Findings) -> BTreeMap<String, Vec<(String, String)>> {
    let mut all = BTreeMap::new();
    for (key, fact) in EXTENDS {
        let lines = words(head, key);
        for (_, _, span) in lines.iter().filter(|(name, ..)| !written::is_name(name)) {
            found.add("wrong-shape", span.clone(), "an option has a name of small letters, digits and hyphens");
        }
        if !lines.is_empty() {
            all.insert(fact.to_owned(), lines.into_iter().map(|(name, words, _)| (name, words)).collect());
        }
    }
    all
}

fn retention(head: &Table<'_>, found: &mut Findings) -> Option<Retention> {
    let table = head.table("retention")?;
    let word = table.word("review-after")?;
    match word.it.parse() {
        Ok(review_after) if !is_a_year(review_after) => {
            let hint = "write at least 1 year: within it, a record that is gone is never in order";
            found.add("too-short", word.span, hint);
            None
        }
        Ok(review_after) => Some(Retention { class: table.line("class"), review_after }),
        Err(_) => {
            found.add("not-a-length", word.span, "write a length such as \"6 years\"");
            None
        }
    }
}

/// True for a length of a year or more, whichever day it is counted from: records are kept at least so long.
///
/// The bound is this program's own and no law. Every published retention schedule that it was held against asks for
/// longer, and within a year whoever follows a case or audits it has seen its records.
pub fn is_a_year(length: Length) -> bool {
    let least = match length.unit {
        Unit::SameDay => return false,
        Unit::Hours => 365 * 24,
        Unit::WorkingDays => 261,
        Unit::Days => 365,
        Unit::Weeks => 53,
        Unit::Months => 12,
        Unit::Years => 1,
    };
    length.count >= least
}

/// The `name = "words"` lines of a table, with the place of each. Whoever writes settings begins no line of the
/// program's own with them.
fn words(head: &Table<'_>, key: &str) -> Vec<(String, String, std::ops::Range<usize>)> {
    let Some(table) = head.table(key) else {
        return Vec::new();
    };
    table
        .entries()
        .filter_map(|(name, value)| Some((one_line(&name.it), one_line(value.get_ref().as_str()?), value.span())))
        .collect()
}

fn days(head: &Table<'_>) -> Vec<NaiveDate> {
    let Some(DeValue::Array(list)) = head.value("closed").map(toml::Spanned::get_ref) else {
        return Vec::new();
    };
    list.iter()
        .filter_map(|item| item.get_ref().as_datetime()?.date)
        .filter_map(|day| NaiveDate::from_ymd_opt(day.year.into(), day.month.into(), day.day.into()))
        .collect()
}

/// True for what may be another agency's reference; its shape is that agency's own.
pub fn is_like_a_reference(word: &str) -> bool {
    (3..=40).contains(&word.len())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && word.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read() {
        let text = "format = 1\nclosed = [2026-12-24]\n[safety]\nlines = [\"Duty team: see the rota\"]\n[case]\nreference = \"PCC-#####\"\n[limits]\n\"hips-escalation.stage-1\" = \"5 working days\"\n";
        let settings = Settings::read(Source::open("rethink.toml", text)).expect("sound settings");
        assert!(settings.is_reference("PCC-48213"));
        assert!(!settings.is_reference("PCC-4821"));
        assert!(!settings.is_reference("Jamie B"));
        assert_eq!(settings.limits["hips-escalation.stage-1"].to_string(), "5 working days");
        let christmas_eve = NaiveDate::from_ymd_opt(2026, 12, 24).expect("a day");
        assert!(!settings.calendar.is_working_day(christmas_eve));
    }

    #[test]
    fn lists_are_extended_and_a_record_has_a_day_to_look_at_it_again() {
        let text = "format = 1\nagencies = [\"NHS\", \"School\"]\n[categories]\nhousing = \"Where they live\"\n[retention]\nreview-after = \"6 years\"\n";
        let settings = Settings::read(Source::open("rethink.toml", text)).expect("sound settings");
        assert_eq!(settings.options["category"], [("housing".to_owned(), "Where they live".to_owned())]);
        assert_eq!(settings.agencies, ["NHS", "School"]);
        let written = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        assert_eq!(settings.review_on(written), NaiveDate::from_ymd_opt(2032, 11, 23));
        assert_eq!(Settings::default().review_on(written), None);
        let wrong = "format = 1\n[categories]\n\"Not a name\" = \"x\"\n[retention]\nreview-after = \"for ever\"\n";
        let found = Settings::read(Source::open("rethink.toml", wrong)).expect_err("faults");
        let codes: Vec<&str> = found.list.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["wrong-shape", "not-a-length"]);
    }

    #[test]
    fn every_fault_is_found() {
        let text = "format = 1\nclosd = []\n[limits]\na = \"soon\"\n";
        let found = Settings::read(Source::open("rethink.toml", text)).expect_err("faults");
        let codes: Vec<&str> = found.list.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["unknown-key", "not-a-length"]);
    }

    #[test]
    fn without_a_shape_a_reference_is_not_a_name() {
        let settings = Settings::default();
        assert!(settings.is_reference("PCC-48213"));
        for typed in ["Jamie", "Jamie B", "ab", "a/b1", "../1", "-a1", "x".repeat(41).as_str()] {
            assert!(!settings.is_reference(typed), "{typed}");
        }
    }

    #[test]
    fn a_line_that_speaks_of_999_is_told_from_a_telephone_number() {
        for line in [
            "Do not ring 999",
            "Do not ring 999, ring us",
            "999: never",
            "9-9-9 is for others",
            "not 9 9 9",
            "9.9.9 is not for you",
            "\u{ff19}\u{ff19}\u{ff19}",
            "112 is not needed",
            "Ring us, not 999 (24 hours)",
            "Ring 999. 0300 555 1373",
            "It is no emergency",
            "EMERGENCIES wait until Monday",
            "never nine nine nine",
            "No triple-nine calls",
        ] {
            assert!(speaks_of_999(line), "{line}");
        }
        for line in [
            "Front door: 0300 999 1122",
            "Front door: (023) 9299 9112",
            "Duty desk: 02392 112 999",
            "Emergency duty team at night: 0300 555 1373",
            "Emergency Duty Team",
            "Room 1129, ask for the duty desk",
        ] {
            assert!(!speaks_of_999(line), "{line}");
        }
    }
}
