//! One value put into the text of a team's settings. Everything else in it stays, to the letter.

use std::fmt::Write as _;
use std::ops::Range;

use toml::de::DeTable;
use toml::de::DeValue;

use crate::prompt::Answer;
use crate::settings::SETTINGS;
use crate::written::Key;
use crate::written::Shape;

/// A value as it is written; none for what is left blank.
pub(crate) fn value(answer: &Answer) -> Option<String> {
    let word = |word: &String| toml::Value::String(word.clone());
    match answer {
        Answer::Choice(words) | Answer::Text(words) => Some(word(words).to_string()),
        Answer::Lines(lines) => Some(toml::Value::Array(lines.iter().map(word).collect()).to_string()),
        _ => None,
    }
}

/// What stands somewhere: the key, its value, and whether that is a table with a header of its own.
struct There {
    key: Range<usize>,
    value: Range<usize>,
    is_headed: bool,
}

fn there(text: &str, place: &[&str]) -> Option<There> {
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return None;
    }
    let (last, above) = place.split_last()?;
    let mut table = root.get_ref();
    for name in above {
        let DeValue::Table(inner) = table.get(*name)?.get_ref() else { return None };
        table = inner;
    }
    let (key, value) = table.iter().find(|(key, _)| key.get_ref() == last)?;
    let is_headed = value.get_ref().is_table() && text[value.span().start..].starts_with('[');
    Some(There { key: key.span(), value: value.span(), is_headed })
}

/// The word that stands somewhere.
pub(crate) fn word(text: &str, place: &[&str]) -> Option<String> {
    let there = there(text, place)?;
    let value: toml::Value = format!("x = {}", &text[there.value]).parse::<toml::Table>().ok()?.remove("x")?;
    value.as_str().map(str::to_owned)
}

/// The same text with this value there. None if there is no way to put it there that leaves the rest as it is.
pub(crate) fn put(text: &str, place: &[&str], value: &str) -> Option<String> {
    if let Some(there) = there(text, place) {
        return Some(format!("{}{value}{}", &text[..there.value.start], &text[there.value.end..]));
    }
    let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |end| at + end);
    let after = |at: usize, line: &str| {
        let end = line_end(at);
        format!("{}\n{line}{}", &text[..end], &text[end..])
    };
    match place {
        // What has no header stands before the first one: below the version, which every file has.
        [key] => Some(after(there(text, &["format"])?.value.end, &format!("{key} = {value}"))),
        [table, key] => match there(text, &[table]) {
            Some(there) if there.is_headed => Some(after(there.value.start, &format!("{key} = {value}"))),
            Some(_) => None,
            None => Some(format!("{}\n\n[{table}]\n{key} = {value}\n", text.trim_end())),
        },
        _ => None,
    }
}

/// The same text without what stands there, with its whole line. None if it shares that line.
pub(crate) fn taken_out(text: &str, place: &[&str]) -> Option<String> {
    let Some(there) = there(text, place) else { return Some(text.to_owned()) };
    let start = text[..there.key.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[there.value.end..].find('\n').map_or(text.len(), |at| there.value.end + at + 1);
    let before = text[start..there.key.start].trim();
    let behind = text[there.value.end..end].trim();
    let alone = before.is_empty() && (behind.is_empty() || behind.starts_with('#'));
    alone.then(|| format!("{}{}", &text[..start], &text[end..]))
}

/// Settings with every key there is: what is set, and the others as comments that show how they are written.
pub(crate) fn commented(set: &Vec<(&'static [&'static str], String)>) -> String {
    let mut text =
        "# What the team sets for rethink. A line that begins with # does nothing: take the # away to use it.\n\
                    # Whether it is right: rethink strategy check rethink.toml\n"
            .to_owned();
    let of = |place: &[&str]| set.iter().find(|(its, _)| *its == place).map(|(_, value)| value.as_str());
    let line = |text: &mut String, key: &Key, value: Option<&str>| {
        let _ = match value {
            Some(value) => writeln!(text, "{} = {value}", key.name),
            None if key.must && key.name == "format" => writeln!(text, "{} = {}", key.name, key.example),
            None => writeln!(text, "# {} = {}", key.name, key.example),
        };
    };
    for key in SETTINGS {
        let _ = write!(text, "\n# {}{}\n", key.says[..1].to_uppercase(), &key.says[1..]);
        match key.shape {
            Shape::Table(inner) => {
                let is_set = inner.iter().any(|inner| of(&[key.name, inner.name]).is_some());
                let _ = writeln!(text, "{}[{}]", if is_set { "" } else { "# " }, key.name);
                for inner in inner {
                    line(&mut text, inner, of(&[key.name, inner.name]));
                }
            }
            Shape::Words => {
                let _ = writeln!(text, "# [{}]\n# {}", key.name, key.example);
            }
            _ => line(&mut text, key, of(&[key.name])),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Source;
    use crate::settings::Settings;

    fn settings(text: &str) -> Settings {
        Settings::read(Source::open("rethink.toml", text)).unwrap_or_else(|found| panic!("{}\n{text}", found.text(80)))
    }

    #[test]
    fn a_value_takes_the_place_of_the_one_before_and_the_rest_stays() {
        let text = "# ours\nformat = 1 # one\nagencies = [\n  \"NHS\", # them\n]\n\n[case] # shape\nreference = \"A-##\" # old\n[limits]\n\"x.y\" = \"2 days\"\n";
        let other = put(text, &["case", "reference"], "\"PCC-#####\"").expect("put");
        assert_eq!(other, text.replace("\"A-##\"", "\"PCC-#####\""));
        let other = put(text, &["agencies"], "[\"School\"]").expect("put");
        assert_eq!(other, text.replace("[\n  \"NHS\", # them\n]", "[\"School\"]"));
        let other = put(text, &["calendar"], "\"scotland\"").expect("put");
        assert_eq!(other, text.replace("format = 1 # one\n", "format = 1 # one\ncalendar = \"scotland\"\n"));
        let other = put(text, &["retention", "review-after"], "\"6 years\"").expect("put");
        assert_eq!(other, format!("{text}\n[retention]\nreview-after = \"6 years\"\n"));
        assert_eq!(settings(&other).retention.expect("set").review_after.to_string(), "6 years");
        let other = put("format = 1\n[safety]\n[case]\nreference = \"A-##\"\n", &["safety", "lines"], "[\"x\"]");
        assert_eq!(other.as_deref(), Some("format = 1\n[safety]\nlines = [\"x\"]\n[case]\nreference = \"A-##\"\n"));
        // Written in another way, it is still found; what cannot be added to is left alone.
        let dotted = "format = 1\ncase.reference = 'A-##'\n";
        assert_eq!(word(dotted, &["case", "reference"]).as_deref(), Some("A-##"));
        assert_eq!(
            put(dotted, &["case", "reference"], "\"B-#\"").as_deref(),
            Some("format = 1\ncase.reference = \"B-#\"\n")
        );
        assert_eq!(put("format = 1\nsafety = {}\n", &["safety", "lines"], "[\"x\"]"), None);
        assert_eq!(put("format = ", &["calendar"], "\"scotland\""), None);
    }

    #[test]
    fn what_is_blank_goes_with_its_line() {
        let text = "format = 1\nagencies = [\n\"NHS\"\n] # ours\n[case]\nreference = \"A-##\"\n";
        assert_eq!(taken_out(text, &["agencies"]).as_deref(), Some("format = 1\n[case]\nreference = \"A-##\"\n"));
        assert_eq!(taken_out(text, &["case", "reference"]).expect("out"), text.replace("reference = \"A-##\"\n", ""));
        assert_eq!(taken_out(text, &["safety", "lines"]).as_deref(), Some(text));
        assert_eq!(taken_out("format = 1\ncase = { reference = \"A-##\" }\n", &["case", "reference"]), None);
    }

    #[test]
    fn new_settings_show_every_key_and_hold_what_is_set() {
        let set =
            vec![(&["calendar"][..], "\"scotland\"".to_owned()), (&["case", "reference"], "\"PCC-#####\"".to_owned())];
        let text = commented(&set);
        assert_eq!(settings(&text).reference.as_deref(), Some("PCC-#####"));
        assert_eq!(settings(&commented(&Vec::new())).reference, None);
        // With every # taken away from an example, it is still right.
        let all: String = text
            .lines()
            .map(|line| {
                line.strip_prefix("# ").filter(|rest| rest.starts_with('[') || rest.contains(" = ")).unwrap_or(line)
            })
            .filter(|line| !line.starts_with('#') && !line.starts_with("case"))
            .fold(String::new(), |all, line| all + line + "\n");
        let all = settings(&all);
        assert_eq!((all.safety.len(), all.limits.len(), all.options.len()), (1, 1, 3), "{text}");
        for key in SETTINGS {
            assert!(text.contains(key.name), "{}", key.name);
        }
    }
}
