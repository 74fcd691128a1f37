//! The rules for words, and which of them a text breaks.

use crate::words::Sort;
use crate::words::Text;

/// Said by no program that respects its reader: politeness that costs time, and blame (GOV.UK, error messages).
const MANNERS: &str = "\
    please | sorry | oops | whoops | uh-oh | invalid | valid | illegal | forbidden | prohibited | \
    failed to | failure | unable | you forgot | you did not | you failed | you have not | \
    you should have | your mistake | your error | abort | aborting | fatal | bad | incorrect | \
    unexpected | panic | simply | obviously | of course | unfortunately | wrongly";

/// The words that the word table refuses, in the sense meant; first what to write.
const HOUSE: &[(&str, &str)] = &[
    ("strategy", "flow | workflow | flowchart"),
    ("step", "node | page"),
    ("stage", "phase"),
    ("prompt or question", "field | widget"),
    ("answer", "response"),
    ("refusal, or what was found", "validation | validate | validation error"),
    ("route", "transition | edge"),
    ("outcome", "end state | result"),
    ("handover", "transfer | transferred | referral | refer | referred"),
    ("promise", "assertion | assert | invariant"),
    ("fact", "tag | tagged"),
    ("row", "rule"),
    ("review", "a run | the run | this run | each run | instance"),
    ("session", "execution | execute | sitting"),
    ("journal", "log | logged | draft"),
    ("record", "report | transcript"),
    ("the child, the family", "client | service user"),
    ("records folder", "register | database"),
    ("finding", "issue | issuing | lint | diagnostic"),
    ("measure", "metric | kpi"),
    ("the person, by role", "user | actor | end-user"),
];

/// Words of the trade of programs, on no screen.
const JARGON: &str = "\
    stdin | stdout | stderr | tty | parse | parsing | parser | schema | boolean | bool | string | \
    null | nil | regex | integer | array | enum | struct | tuple | token | syntax | serialize | \
    serialise | deserialize | deserialise | utf-8 | utf8 | ascii | eof | newline | whitespace | \
    kebab-case | directory | directories | argument | parameter | config | configuration | subcommand | \
    timestamp | api | cli | url | uuid | uri | daemon | thread | buffer | cache | callback | \
    exception | backtrace | io error | i/o | sigint | sigterm | default value | instantiate | \
    initialise | initialize | idempotent | json";

/// Of these, what a document for people who write scripts may say.
const DOCUMENTS_MAY: &str = "json";

/// Long or foreign words for which there is a short one (GOV.UK, words to avoid).
const LONG_WORDS: &str = "\
    utilise | utilize | leverage | robust | streamline | dialogue | stakeholder | going forward | \
    moving forward | in order to | commence | terminate | prior to | with regard to | in respect of | \
    in the event of | in the event that | e.g | i.e | eg | ie | etc | via | per se | ad hoc | \
    pro forma | proforma | signpost | service provision | and/or";

/// What is read wrongly as its opposite (GOV.UK, contractions).
const CONTRACTIONS: &str = "\
    don't | doesn't | didn't | can't | couldn't | won't | wouldn't | isn't | aren't | wasn't | \
    weren't | haven't | hasn't | hadn't | shouldn't | mustn't | should've | could've | would've";

/// Words that lay blame on a child or a family: the field is leaving them, so no message or strategy has them.
const BLAME: &str = "\
    un-cooperative | uncooperative | disguised compliance | failed to engage | fails to engage | \
    failure to engage | did not engage | non-engaging | non-engagement | disengaged | non-compliant | \
    noncompliant | non-compliance | compliance | refuse | refusing | resistant | resistance | \
    hard to reach | hard to engage | difficult to engage | difficult family | did not attend | \
    putting themselves at risk | risky behaviour | challenging behaviour | lifestyle choice | abscond | \
    absconded | manipulative | attention-seeking | chaotic | dysfunctional | troublemaker | to blame | \
    at fault | culprit | guilty | perpetrator | in denial";

/// American spellings, and the word for a family's course of help put for software; then the right word.
const SPELLING: &str = "\
    recognize = recognise | organize = organise | organization = organisation | summarize = summarise | \
    prioritize = prioritise | authorize = authorise | apologize = apologise | behavior = behaviour | \
    center = centre | color = colour | favor = favour | neighbor = neighbour | analyze = analyse | \
    fulfill = fulfil | enroll = enrol | canceled = cancelled | labeled = labelled | \
    traveled = travelled | misspelled = misspelt | gray = grey | catalog = catalogue | \
    dialog = question | license = licence | gotten = got | toward = towards | pediatric = paediatric | \
    mom = mum | programme = program";

/// Capital letters that need no explaining: names that everyone here knows, and what is typed or set.
const CAPITALS: &str = "\
    HIPS | NHS | IT | GOV | UK | PRACTICE | TOML | JSON | MIT | README | FILE | EDITOR | HOME";

/// The words of a list.
fn each(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split('|').map(str::trim)
}

/// A spelling of another country, and the one here.
fn spellings() -> impl Iterator<Item = (&'static str, &'static str)> {
    each(SPELLING).map(|pair| pair.split_once(" = ").unwrap())
}

/// The words that nothing printed may say, whoever wrote it.
pub fn nowhere() -> impl Iterator<Item = &'static str> {
    each(MANNERS).chain(each(BLAME)).chain(each(CONTRACTIONS)).chain(spellings().map(|(word, _)| word))
}

/// Everything between backticks as `{}`: names of keys and commands count as one word and are judged elsewhere.
fn without_code(text: &str) -> String {
    text.split('`').enumerate().map(|(nth, part)| if nth % 2 == 1 { "{}" } else { part }).collect()
}

/// The sentences of a text. A line of a message or a blank line ends one too.
fn sentences(text: &Text) -> Vec<String> {
    let plain = without_code(&text.text);
    let plain = match text.sort {
        Sort::Message | Sort::Help => plain.replace('\n', "\n\n"),
        _ => plain,
    };
    let mut all = vec![String::new()];
    let chars: Vec<char> = plain.chars().collect();
    for (at, sign) in chars.iter().enumerate() {
        let next = chars.get(at + 1).copied().unwrap_or('\n');
        let ends = matches!(sign, '.' | '?' | '!') && (next.is_whitespace() || matches!(next, '"' | ')' | '*'));
        all.last_mut().unwrap().push(*sign);
        if ends || (*sign == '\n' && next == '\n') {
            all.push(String::new());
        }
    }
    all.retain(|sentence| words(sentence) > 0);
    all
}

/// How many words there are; `{}` is one.
fn words(sentence: &str) -> usize {
    sentence.split_whitespace().filter(|word| word.contains(|c: char| c.is_alphanumeric() || c == '{')).count()
}

/// The words of a text in small letters between single spaces; what divides a phrase stands as `|`.
pub fn flat(text: &str) -> String {
    let text = without_code(text).to_lowercase().replace('’', "'");
    let mut plain = String::new();
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            c if c.is_alphanumeric() || c.is_whitespace() || matches!(c, '-' | '\'' | '{' | '}' | '/') => plain.push(c),
            '.' if signs.peek().is_some_and(|next| next.is_alphanumeric()) => plain.push('.'),
            _ => plain.push_str(" | "),
        }
    }
    format!(" {} ", plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// True if the word, or the last word of the phrase, is said, in any of its usual endings.
pub fn says(flat: &str, word: &str) -> bool {
    ["", "s", "es", "d", "ed", "ing", "'s", "s'"].iter().any(|ending| flat.contains(&format!(" {word}{ending} ")))
}

/// The rules that a text breaks: for each the word it turns on, and the rule in words.
pub fn broken(text: &Text) -> Vec<(String, String)> {
    let mut wrong: Vec<(String, String)> = Vec::new();
    let mut add = |word: &str, rule: String| wrong.push((word.to_owned(), rule));
    let flat = flat(&text.text);
    let bound = if text.sort == Sort::Prose { 30 } else { 25 };
    for sentence in sentences(text) {
        let count = words(&sentence);
        if count > bound {
            add("long", format!("{count} words in a sentence; no more than {bound}"));
        }
    }
    for word in each(MANNERS).filter(|word| says(&flat, word)) {
        add(word, format!("\"{word}\" is never said to anybody"));
    }
    for (instead, never) in HOUSE {
        for word in each(never).filter(|word| says(&flat, word)) {
            add(word, format!("\"{word}\" is not a word of this house; write {instead}"));
        }
    }
    let document = text.sort == Sort::Prose;
    for word in each(JARGON).filter(|word| says(&flat, word)) {
        let in_document = document && each(DOCUMENTS_MAY).any(|may| may == word);
        let mends = word == "utf-8" && flat.contains("save it as");
        if !in_document && !mends {
            add(word, format!("\"{word}\" is jargon"));
        }
    }
    for word in each(LONG_WORDS).filter(|word| says(&flat, word)) {
        add(word, format!("there are plainer words than \"{word}\""));
    }
    for word in each(CONTRACTIONS).filter(|word| says(&flat, word)) {
        add(word, format!("\"{word}\" is often read as its opposite"));
    }
    if !text.place.starts_with("crates/engine/src/caution") {
        // There the phrases are named, so that others can be suggested.
        for word in each(BLAME).filter(|word| says(&flat, word)) {
            add(word, format!("\"{word}\" lays blame"));
        }
    }
    for (american, british) in spellings().filter(|(american, _)| says(&flat, american)) {
        add(american, format!("\"{american}\" is written \"{british}\" here"));
    }
    for word in capitals(&without_code(&text.text)) {
        add(&word, format!("\"{word}\" needs its words in full before it, as in: a reviewing officer (IRO)"));
    }
    let told = without_code(&text.text);
    let chars: Vec<char> = told.chars().collect();
    if chars.windows(2).any(|pair| pair[1] == '!' && (pair[0].is_alphanumeric() || pair[0] == '}')) {
        add("!", "no exclamation marks".to_owned());
    }
    let length = text.text.chars().count();
    let ends = text.text.trim_end().chars().last().unwrap_or(' ');
    match text.sort {
        Sort::Question if ends != '?' => add("?", "a question ends with a question mark".to_owned()),
        Sort::Label if length > 40 => add("long", format!("{length} characters in a label; no more than 40")),
        Sort::Choice if length > 60 => add("long", format!("{length} characters in an option; no more than 60")),
        Sort::Label | Sort::Choice | Sort::Hint if ends == '.' => add(".", "no full stop here".to_owned()),
        Sort::Message | Sort::Words | Sort::Help if asks(&text.text) && !text.text.contains('?') => {
            add("?", "a question ends with a question mark".to_owned());
        }
        _ => {}
    }
    wrong
}

/// Words in capitals that are neither known nor given in brackets after their words.
fn capitals(text: &str) -> Vec<String> {
    let known = |word: &str| each(CAPITALS).any(|known| known == word);
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '(' | '-' | '_')))
        .filter(|word| word.chars().filter(char::is_ascii_uppercase).count() > 1)
        .filter(|word| word.chars().all(|c| c.is_ascii_uppercase() || c == '('))
        .filter(|word| !word.starts_with('(') && !known(word))
        .filter(|word| !text.contains(&format!("({word})")))
        .map(str::to_owned)
        .collect()
}

/// True if a text begins as a question does.
fn asks(text: &str) -> bool {
    let begins = |first: &[&str], second: &[&str]| {
        first.iter().any(|one| second.iter().any(|two| text.starts_with(&format!("{one} {two} "))))
    };
    let whom = ["you", "a", "the", "it", "this", "that", "there", "anyone", "somebody", "someone"];
    begins(&["Is", "Are", "Was", "Do", "Does", "Did", "Has", "Have", "Will", "Can"], &whom)
        || begins(&["What", "Who", "How", "When", "Where", "Why", "Which"], &["do", "does", "did", "would", "should"])
        || begins(&["Why", "How"], &["is", "are", "was", "were", "will", "can"])
}

#[test]
fn each_rule_bites() {
    let rules = |sort: Sort, text: &str| {
        let text = Text { place: "here".into(), sort, text: text.into() };
        broken(&text).into_iter().map(|(word, _)| word).collect::<Vec<_>>()
    };
    let long = "one two three four five ".repeat(5);
    assert!(rules(Sort::Message, &long).is_empty());
    assert_eq!(rules(Sort::Message, &format!("{long} {{}}.")), ["long"]);
    assert!(rules(Sort::Prose, &format!("{long} `a b` {{}}.")).is_empty());
    assert!(rules(Sort::Message, &format!("{long}. And one more, \"said.\" And more")).is_empty());
    assert_eq!(rules(Sort::Message, "Please log in: the users' file"), ["please", "log", "user"]);
    assert_eq!(rules(Sort::Message, "It is not valid JSON"), ["valid", "json"]);
    assert_eq!(rules(Sort::Prose, "A document in JSON"), [""; 0]);
    assert_eq!(rules(Sort::Message, "Open it in an editor and save it as UTF-8"), [""; 0]);
    assert_eq!(rules(Sort::Message, "It is not in UTF-8"), ["utf-8"]);
    assert_eq!(rules(Sort::Words, "The family failed to engage"), ["failed to", "failed to engage"]);
    assert_eq!(rules(Sort::Words, "It was refused, and they don't come!"), ["don't", "refuse", "!"]);
    assert_eq!(rules(Sort::Words, "Someone, e.g. a teacher"), ["e.g"]);
    assert_eq!(rules(Sort::Words, "Organized by the organizer in `color`"), ["organize"]);
    assert_eq!(rules(Sort::Words, "The LADO, and the reviewing officer (IRO): ask the IRO"), ["LADO"]);
    assert_eq!(rules(Sort::Question, "Say what you saw"), ["?"]);
    assert_eq!(rules(Sort::Message, "Why is it late"), ["?"]);
    assert_eq!(rules(Sort::Hint, "Roles, not names."), ["."]);
    assert_eq!(rules(Sort::Label, "The role of the person who was first to say it"), ["long"]);
}
