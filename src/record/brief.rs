//! What many records come to is worked out from their briefs: of each head, all but most of its words.
//!
//! A head that this program wrote is one plain `key = value` on each line, so it can be read in one pass, and words that
//! stand in many records are kept once. Whatever is not so plain is read as TOML instead: nothing is guessed.

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::Arc;

use chrono::DateTime;
use chrono::FixedOffset;
use chrono::NaiveDate;

use crate::record::Head;
use crate::record::HowMet;
use crate::record::Met;
use crate::record::NotARecord;
use crate::record::file;

/// A word, kept once for all records that have it.
pub type Word = Arc<str>;

/// What an audit knows of one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Brief {
    /// Its name; its file is `record.toml`.
    pub record: Word,
    /// The digest of its file.
    pub sha256: Word,
    /// The pseudonymous reference.
    pub case: Word,
    /// The references by which other agencies know the case.
    pub also: Box<[Word]>,
    /// The role of whoever typed it, if that was said.
    pub typed_by: Option<Word>,
    /// The day of the record.
    pub date: NaiveDate,
    /// When it was written.
    pub written: DateTime<FixedOffset>,
    /// True if today was given in place of the clock.
    pub date_given: bool,
    /// True if it was held to practise.
    pub practice: bool,
    /// What was answered last to whether a child is at risk.
    pub at_risk: Word,
    /// When it was answered, or else when the record was written.
    pub at_risk_at: DateTime<FixedOffset>,
    /// The strategy's name.
    pub strategy: Word,
    /// What people call the strategy.
    pub title: Word,
    /// The digest of the strategy's file.
    pub version: Word,
    /// The name shared by every part of the review.
    pub review: Word,
    /// Which part this is, from 1.
    pub part: u32,
    /// The part before.
    pub continues: Option<Earlier>,
    /// The record whose promised date it meets, if it begins a review that does so.
    pub follows: Option<Earlier>,
    /// The record in whose place it stands, if it corrects one.
    pub corrects: Option<InPlaceOf>,
    /// The small record of a stop for safety after which it says what was done.
    pub explains: Option<Earlier>,
    /// How the date was met that an earlier record promised.
    pub met: Option<Met>,
    /// How it ended, if it ended.
    pub outcome: Option<Ended>,
    /// What it waits for, if it waits.
    pub waiting: Option<Turn>,
    /// To whom it is handed over.
    pub handover: Option<Turn>,
    /// By which day to look again.
    pub look_again: Option<NaiveDate>,
    /// What the audit understands, in order of name.
    pub facts: Box<[(Word, Word)]>,
    /// When somebody looks whether it is still to be kept, if the team set that.
    pub review_on: Option<NaiveDate>,
}

/// An earlier record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Its name.
    pub record: Word,
    /// The digest of its file.
    pub sha256: Word,
}

/// A record in whose place another one stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InPlaceOf {
    /// The digest of its file.
    pub sha256: Word,
    /// The day that the other one counts as.
    pub day: NaiveDate,
}

/// How a record ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The outcome's name.
    pub id: Word,
    /// How it ends the matter.
    pub kind: Word,
    /// Which strategy follows.
    pub next: Option<Word>,
}

/// Whose turn it is, and by when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The role.
    pub role: Word,
    /// The role in words.
    pub who: Word,
    /// By this day.
    pub by: NaiveDate,
}

/// Words that were read, each once.
#[derive(Debug, Default)]
pub struct Words(HashSet<Word>);

impl Words {
    /// The word, kept once.
    fn keep(&mut self, word: &str) -> Word {
        if let Some(word) = self.0.get(word) {
            return Arc::clone(word);
        }
        let word = Word::from(word);
        self.0.insert(Arc::clone(&word));
        word
    }
}

/// Keys that every head has and of which a brief has nothing.
const ALSO_THERE: &[&str] = &["about", "strategy.version", "confirmed", "calendar", "began", "rethink", "salt"];

impl Brief {
    /// Reads a brief, if this text is a record and is as it was written.
    pub fn read(text: &str, words: &mut Words) -> Result<Self, NotARecord> {
        let (before, sha256) = file::sound(text)?;
        match Self::of_lines(file::head_of(before), sha256, words) {
            Some(brief) => Ok(brief),
            None => Ok(Self::of(&file::head(before)?, sha256)),
        }
    }

    /// The brief of a head, with the digest of its file.
    pub fn of(head: &Head, sha256: &str) -> Self {
        let word = |word: &String| Word::from(word.as_str());
        let turn = |role: &String, who: &String, by| Turn { role: word(role), who: word(who), by };
        Self {
            record: word(&head.record),
            sha256: sha256.into(),
            case: word(&head.case),
            also: head.also.iter().map(word).collect(),
            typed_by: head.typed_by.as_ref().map(word),
            date: head.date,
            written: head.written,
            date_given: head.date_given,
            practice: head.practice,
            at_risk: word(&head.at_risk),
            at_risk_at: head.at_risk_at.unwrap_or(head.written),
            strategy: word(&head.strategy.id),
            title: word(&head.strategy.title),
            version: word(&head.strategy.sha256),
            review: word(&head.review),
            part: head.part,
            continues: head
                .continues
                .as_ref()
                .map(|before| Earlier { record: word(&before.record), sha256: word(&before.sha256) }),
            follows: head
                .follows
                .as_ref()
                .map(|before| Earlier { record: word(&before.record), sha256: word(&before.sha256) }),
            corrects: head
                .corrects
                .as_ref()
                .map(|corrects| InPlaceOf { sha256: word(&corrects.sha256), day: corrects.day }),
            explains: head
                .explains
                .as_ref()
                .map(|small| Earlier { record: word(&small.record), sha256: word(&small.sha256) }),
            met: head.met.clone(),
            outcome: head.outcome.as_ref().map(|outcome| Ended {
                id: word(&outcome.id),
                kind: word(&outcome.kind),
                next: outcome.next.as_ref().map(word),
            }),
            waiting: head.waiting.as_ref().map(|waiting| turn(&waiting.role, &waiting.who, waiting.due)),
            handover: head.handover.as_ref().map(|handover| turn(&handover.role, &handover.to, handover.by)),
            look_again: head.look_again.as_ref().map(|again| again.by),
            facts: head.facts.iter().map(|(name, said)| (word(name), word(said))).collect(),
            review_on: head.review_on(),
        }
    }

    /// The brief that these lines give. None if they are not as plain as the program writes them.
    fn of_lines(head: &str, sha256: &str, words: &mut Words) -> Option<Self> {
        let lines = Lines::of(head)?;
        if lines.raw("format") != Some("1") || ALSO_THERE.iter().any(|key| lines.raw(key).is_none()) {
            return None;
        }
        let mut keep = |word: &str| words.keep(word);
        let earlier = |record: &str, sha256: &str| match lines.raw(record) {
            None => Some(None),
            Some(_) => {
                let (record, sha256) = (lines.text(record)?.into(), lines.text(sha256)?.into());
                Some(Some(Earlier { record, sha256 }))
            }
        };
        let brief = Self {
            record: lines.text("record")?.into(),
            sha256: sha256.into(),
            case: keep(lines.text("case")?),
            also: match lines.raw("also") {
                None => Box::default(),
                Some(raw) => list(raw)?.into_iter().map(&mut keep).collect(),
            },
            typed_by: match lines.raw("typed-by") {
                None => None,
                Some(_) => Some(keep(lines.text("typed-by")?)),
            },
            date: lines.day("date")?,
            written: lines.time("written")?,
            date_given: lines.flag("date-given")?,
            practice: lines.flag("practice")?,
            at_risk: keep(lines.text("at-risk")?),
            at_risk_at: match lines.raw("at-risk-at") {
                None => lines.time("written")?,
                Some(_) => lines.time("at-risk-at")?,
            },
            strategy: keep(lines.text("strategy.id")?),
            title: keep(lines.text("strategy.title")?),
            version: keep(lines.text("strategy.sha256")?),
            review: lines.text("review")?.into(),
            part: lines.raw("part")?.parse().ok()?,
            continues: earlier("continues.record", "continues.sha256")?,
            follows: earlier("follows.record", "follows.sha256")?,
            corrects: match lines.raw("corrects.sha256") {
                None => None,
                Some(_) => {
                    Some(InPlaceOf { sha256: lines.text("corrects.sha256")?.into(), day: lines.day("corrects.day")? })
                }
            },
            explains: earlier("explains.record", "explains.sha256")?,
            met: match lines.raw("met.how") {
                None => None,
                Some(how) => Some(lines.met(how)?),
            },
            outcome: match lines.raw("outcome.id") {
                None => None,
                Some(_) => Some(Ended {
                    id: keep(lines.text("outcome.id")?),
                    kind: keep(lines.text("outcome.kind").filter(|_| lines.raw("outcome.text").is_some())?),
                    next: match lines.raw("outcome.next") {
                        None => None,
                        Some(_) => Some(keep(lines.text("outcome.next")?)),
                    },
                }),
            },
            waiting: match lines.raw("waiting.role") {
                None => None,
                Some(_) => Some(lines.turn(["waiting.role", "waiting.for", "waiting.due"], &mut keep)?),
            },
            handover: match lines.raw("handover.role") {
                None => None,
                Some(_) => Some(lines.turn(["handover.role", "handover.to", "handover.by"], &mut keep)?),
            },
            look_again: match lines.raw("look-again.by") {
                None => None,
                Some(_) => Some(lines.day("look-again.by")?),
            },
            facts: lines.facts(&mut keep)?,
            review_on: match lines.raw("retention.review-on") {
                None => None,
                Some(_) => Some(lines.day("retention.review-on")?),
            },
        };
        file::is_like_ours(&brief).then_some(brief)
    }

    /// True for its reference or one of those of other agencies, in whatever letters.
    pub fn goes_by(&self, reference: &str) -> bool {
        self.references().any(|its| its.eq_ignore_ascii_case(reference))
    }

    /// Its reference, and those by which other agencies know the case.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.case).chain(self.also.iter().map(|also| &**also))
    }

    /// The word for a fact.
    pub fn fact(&self, name: &str) -> Option<&str> {
        let place = self.facts.binary_search_by(|(its, _)| (**its).cmp(name)).ok()?;
        Some(&self.facts[place].1)
    }
}

/// The lines of a head: each key with its value as it stands there.
struct Lines<'a> {
    lines: Vec<Line<'a>>,
    /// Where the last key was found: the next one that is asked for mostly stands after it.
    at: Cell<usize>,
}

struct Line<'a> {
    /// A number that two keys hardly share.
    sum: u64,
    key: &'a str,
    value: &'a str,
}

impl<'a> Lines<'a> {
    /// None if a line is not `key = value`, if a key may stand there twice, or if something stands for other letters.
    fn of(head: &'a str) -> Option<Self> {
        if head.bytes().any(|byte| byte == b'\\' || byte == 0x7f || (byte < b' ' && byte != b'\n')) {
            return None;
        }
        let mut lines: Vec<Line<'_>> = Vec::with_capacity(48);
        for line in head.split('\n').filter(|line| !line.is_empty()) {
            let (key, value) = line.split_at(line.find(' ')?);
            let value = value.strip_prefix(" = ")?;
            let mut sum: u64 = 0;
            for byte in key.bytes() {
                if !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')) {
                    return None;
                }
                sum = (sum.rotate_left(5) ^ u64::from(byte)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            }
            if !is_plain(value) || lines.iter().any(|other| other.sum == sum) {
                return None;
            }
            lines.push(Line { sum, key, value });
        }
        Some(Self { lines, at: Cell::new(0) })
    }

    fn raw(&self, key: &str) -> Option<&'a str> {
        let (before, after) = self.lines.split_at(self.at.get());
        let place = after.iter().position(|line| line.key == key).map(|place| before.len() + place);
        let place = place.or_else(|| before.iter().position(|line| line.key == key))?;
        self.at.set(place);
        Some(self.lines[place].value)
    }

    fn text(&self, key: &str) -> Option<&'a str> {
        text(self.raw(key)?)
    }

    fn day(&self, key: &str) -> Option<NaiveDate> {
        let raw = self.raw(key)?;
        (raw.len() == 10).then(|| raw.parse().ok()).flatten()
    }

    fn time(&self, key: &str) -> Option<DateTime<FixedOffset>> {
        DateTime::parse_from_rfc3339(self.raw(key)?).ok()
    }

    /// A flag that is false unless it stands there.
    fn flag(&self, key: &str) -> Option<bool> {
        self.raw(key).map_or(Some(false), |raw| raw.parse().ok())
    }

    fn turn(&self, [role, who, by]: [&str; 3], keep: &mut impl FnMut(&str) -> Word) -> Option<Turn> {
        Some(Turn { role: keep(self.text(role)?), who: keep(self.text(who)?), by: self.day(by)? })
    }

    fn met(&self, how: &str) -> Option<Met> {
        let how = match how {
            "\"kept\"" => HowMet::Kept,
            "\"late\"" => HowMet::Late,
            "\"no-reply\"" => HowMet::NoReply,
            "\"time-not-known\"" => HowMet::TimeNotKnown,
            _ => return None,
        };
        let late = self.raw("met.late").map_or(Some(0), |days| days.parse().ok())?;
        Some(Met { how, due: self.day("met.due")?, on: self.day("met.on")?, late })
    }

    fn facts(&self, keep: &mut impl FnMut(&str) -> Word) -> Option<Box<[(Word, Word)]>> {
        let lines = self.lines.iter().filter_map(|line| Some((line.key.strip_prefix("facts.")?, line.value)));
        let facts = lines.map(|(name, raw)| Some((keep(name), keep(text(raw)?))));
        let mut facts = facts.collect::<Option<Vec<_>>>()?;
        facts.sort_unstable();
        Some(facts.into())
    }
}

/// True for a text, a list of texts, a flag, a number, a day or a time, as the program writes them.
fn is_plain(value: &str) -> bool {
    let is_day = |day: &[u8]| {
        day.len() == 10
            && day.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    };
    match value.as_bytes() {
        [b'"' | b'\'', ..] => text(value).is_some(),
        [b'[', ..] => list(value).is_some(),
        b"true" | b"false" => true,
        [b'1'..=b'9', rest @ ..] if rest.len() < 9 && rest.iter().all(u8::is_ascii_digit) => true,
        day if day.len() == 10 => is_day(day),
        _ => DateTime::parse_from_rfc3339(value).is_ok(),
    }
}

/// A text on one line: in quotation marks of either kind, once or three times.
fn text(raw: &str) -> Option<&str> {
    let mark = match raw.as_bytes() {
        [b'"', b'"', b'"', ..] | [b'\'', b'\'', b'\'', ..] => &raw[..3],
        [b'"' | b'\'', ..] => &raw[..1],
        _ => return None,
    };
    raw.strip_prefix(mark)?.strip_suffix(mark).filter(|inner| !inner.contains(mark))
}

/// A list of texts.
fn list(raw: &str) -> Option<Vec<&str>> {
    let inner = raw.strip_prefix('[')?.strip_suffix(']')?;
    inner.split(", ").map(|raw| text(raw).filter(|_| !raw.contains(','))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;
    use proptest::prelude::*;

    const RECORD: &str = include_str!("../../examples/records/2025-01-10_INVENTED-000001_follow-up_yyhtdgkx.toml");

    /// The same text with the digest that fits it.
    fn sealed(before: &str) -> String {
        format!("{before}{}{}\n", file::DIGEST, crate::strategy::digest(before.as_bytes()))
    }

    fn body(text: &str) -> &str {
        &text[..text.rfind(file::DIGEST).expect("a digest")]
    }

    /// Both ways to read a text agree, whatever it is; and whether the lines were plain.
    fn agree(text: &str) -> bool {
        let whole = Record::read_head(text).map(|(head, sha256)| Brief::of(&head, &sha256));
        assert_eq!(Brief::read(text, &mut Words::default()), whole, "{text}");
        let (before, sha256) = file::sound(text).expect("a digest that fits");
        Brief::of_lines(file::head_of(before), sha256, &mut Words::default()).is_some()
    }

    #[test]
    fn what_the_program_writes_is_plain_and_gives_what_toml_gives() {
        for entry in std::fs::read_dir("examples/records").expect("records") {
            let path = entry.expect("a file").path();
            let text = std::fs::read_to_string(&path).expect("a text");
            if path.extension().is_some_and(|end| end == "toml") && file::sound(&text).is_ok() {
                assert!(agree(&text), "{}", path.display());
            }
        }
    }

    #[test]
    fn a_head_that_is_not_plain_is_read_as_toml() {
        let before = body(RECORD);
        for (from, to, plain) in [
            ("part = 1\n", "part = 1\n", true),
            ("part = 1\n", "part = 1\nalso = [\"HV-1\", 'HV-2']\n", true),
            ("part = 1\n", "part = 1\nalso = [\"HV-1\", \"a,b\"]\n", false),
            ("part = 1\n", "part = 1\nnot-known.yet = \"a\"\n", true),
            ("part = 1\n", "part=1\n", false),
            ("part = 1\n", "part = 1 # the first\n", false),
            ("part = 1\n", "part = 1\npart = 1\n", false),
            ("part = 1\n", "", false),
            ("format = 1\n", "format = 2\n", false),
            ("at-risk = ", "at-rest = ", false),
            ("about = \"child\"", "about = '''child'''", true),
            ("strategy.id = \"follow-up\"", "strategy.id = '''follow-up'''", true),
            ("strategy.id = \"follow-up\"", "strategy.id = \"follow\\u002Dup\"", false),
            ("strategy.id = \"follow-up\"", "strategy.id = \"other\"", false),
            ("date = 2025-01-10", "date = \"2025-01-10\"", false),
        ] {
            assert!(before.contains(from), "{from}");
            assert_eq!(agree(&sealed(&before.replacen(from, to, 1))), plain, "{from} {to}");
        }
        assert_eq!(Brief::read("", &mut Words::default()), Err(NotARecord::Other));
        assert_eq!(Brief::read(&RECORD[..900], &mut Words::default()), Err(NotARecord::Damaged));
    }

    proptest! {
        #[test]
        fn whatever_is_said_both_ways_agree(role in "\\PC{0,30}|[\"'\\\\=# ,\t]{0,9}", place in 0usize..40, cut in "[\"'=\\[\\]. \t]") {
            let (mut head, _) = Record::read_head(RECORD).expect("a record");
            head.facts.insert("raiser-role".to_owned(), role.clone());
            head.strategy.title = role;
            let (_, rest) = body(RECORD).split_once("\n[").expect("a body");
            let made: crate::record::Body = toml::from_str("entry = []\nused = []").expect("a body");
            let text = file::bytes(&head, &made).expect("a record");
            agree(&text);
            // One more letter somewhere in a line, under a digest that fits it.
            let mut lines: Vec<String> = body(&text).lines().map(str::to_owned).collect();
            let many = lines.len();
            lines[place % many].push_str(&cut);
            agree(&sealed(&(lines.join("\n") + "\n\n[" + rest)));
        }
    }
}
