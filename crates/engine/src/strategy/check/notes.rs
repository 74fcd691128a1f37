//! What is worth a look in a sound strategy: nothing here makes a file unusable.

use toml::de::DeTable;

use crate::finding::Findings;
use crate::strategy::DueRow;
use crate::strategy::FACTS;
use crate::strategy::OutcomeKind;
use crate::strategy::Shelf;
use crate::strategy::Strategy;
use crate::strategy::check::older::older_readers;
use crate::written::Table;
use crate::written::Word;

/// An option longer than this takes more than two lines in a narrow window, in characters.
const LONGEST_OPTION: usize = 72;
/// More names than this are counted and not listed.
const LISTED: usize = 6;
/// What an audit of any strategy about a child or a family asks for first.
const WANTED: [&str; 6] = ["raised-on", "raiser-agency", "other-agency", "category", "childs-view", "family-told"];
/// Words to avoid, and what to write instead.
const JARGON: &str = include_str!("jargon.txt");

/// Adds what is worth a look in a sound strategy. `shelf` has the strategies that stand beside it.
pub fn notes(strategy: &Strategy, shelf: &Shelf, found: &mut Findings) {
    let (root, _) = DeTable::parse_recoverable(&strategy.text);
    let head = Table::new(root.get_ref(), 0..0);
    unconfirmed(strategy, &head, found);
    unused(strategy, &head, found);
    words(&head, found);
    for option in head.tables("step").iter().flat_map(|step| step.tables("options")) {
        let long = |label: &Word| label.it.chars().count() > LONGEST_OPTION;
        if let Some(label) = option.word("label").filter(long) {
            found.note("long-option", label.span, "in a narrow window this option takes more than two lines");
        }
    }
    if let Some(place) = older_readers(&strategy.text) {
        found.note("toml-1-1", place, "older readers of TOML want what stands in curly brackets on one line");
    }
    differing(strategy, &head, shelf, found);
    // What only leads on to others leaves no record of its own.
    let leads_on = |kind| matches!(kind, OutcomeKind::Onward | OutcomeKind::Stopped);
    if !strategy.outcomes.iter().all(|outcome| leads_on(outcome.kind)) {
        facts(strategy, &head, found);
    }
    for outcome in head.tables("outcome") {
        if let Some(next) = outcome.word("next").filter(|next| !shelf.has(&next.it)) {
            found.note("next-not-here", next.span, format!("the strategy `{}` is not here", next.it));
        }
    }
}

/// "`a` and `b`", or how many there are.
fn listed(names: &[&str], one: &str, several: &str) -> String {
    match names.len() {
        0 => String::new(),
        1 => format!("the {one} `{}`", names[0]),
        2..=LISTED => {
            format!("the {several} {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        }
        many => format!("{many} {}", several.trim_end_matches(" of")),
    }
}

fn unconfirmed(strategy: &Strategy, head: &Table<'_>, found: &mut Findings) {
    let stages: Vec<&str> = strategy.stages.iter().filter(|it| !it.verified).map(|it| it.id.as_str()).collect();
    let steps: Vec<&str> = strategy.steps.iter().filter(|it| !it.verified).map(|it| it.id.as_str()).collect();
    let outcomes: Vec<&str> = strategy.outcomes.iter().filter(|it| !it.verified).map(|it| it.id.as_str()).collect();
    let unsure = |rows: &[DueRow]| rows.iter().any(|row| !row.verified);
    let mut dates: Vec<&str> = strategy.steps.iter().filter(|it| unsure(&it.due)).map(|it| it.id.as_str()).collect();
    dates.extend(strategy.stages.iter().filter(|it| unsure(&it.due)).map(|it| it.id.as_str()));
    dates.extend(strategy.outcomes.iter().filter(|it| unsure(&it.due)).map(|it| it.id.as_str()));
    let whole = if strategy.verified { "" } else { "the strategy as a whole" };
    let parts = [
        whole.to_owned(),
        listed(&stages, "stage", "stages"),
        listed(&steps, "step", "steps"),
        listed(&outcomes, "outcome", "outcomes"),
        listed(&dates, "date of", "dates of"),
    ];
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    if !parts.is_empty() {
        let place = if strategy.verified { head.place("id") } else { head.place("verified") };
        found.note("unverified", place, format!("still to be confirmed: {}", parts.join("; ")));
    }
    let unset = |rows: &[DueRow]| rows.iter().any(|row| row.unset);
    let mut names: Vec<&str> = strategy.steps.iter().filter(|it| unset(&it.due)).map(|it| it.id.as_str()).collect();
    names.extend(strategy.outcomes.iter().filter(|it| unset(&it.due)).map(|it| it.id.as_str()));
    if !names.is_empty() {
        let says = format!("no number of days is known for {}", listed(&names, "date of", "dates of"));
        found.note("unset", head.place("id"), format!("{says}: the team sets it, or somebody types the day"));
    }
}

fn unused(strategy: &Strategy, head: &Table<'_>, found: &mut Findings) {
    let mut used: Vec<&String> = Vec::new();
    for stage in &strategy.stages {
        used.extend(&stage.between);
    }
    for step in &strategy.steps {
        used.extend(step.wait_for.iter().chain(&step.tell).chain(&step.tell_in_writing));
    }
    for outcome in &strategy.outcomes {
        used.extend(outcome.handover.iter().chain(&outcome.tell).chain(&outcome.tell_in_writing));
    }
    used.extend(strategy.forms.iter().filter_map(|form| form.receiver.as_ref()));
    if let Some(roles) = head.table("roles") {
        for (role, _) in roles.entries().filter(|(role, _)| !used.contains(&&role.it)) {
            found.note("unused", role.span, format!("nobody waits for, tells or hands over to `{}`", role.it));
        }
    }
    for (place, stage) in head.tables("stage").iter().enumerate() {
        if strategy.steps.iter().all(|step| step.stage != Some(place)) {
            found.note("unused", stage.place("id"), "no step belongs to this stage");
        }
    }
    let issued = |id: &String| {
        strategy.steps.iter().any(|step| step.form.contains(id))
            || strategy.outcomes.iter().any(|outcome| outcome.form.contains(id))
    };
    for (form, table) in strategy.forms.iter().zip(head.tables("form")) {
        if !issued(&form.id) {
            found.note("unused", table.place("id"), "no step or outcome uses this form");
        }
    }
}

/// Everything in a strategy that somebody reads, with its place.
fn read_aloud(head: &Table<'_>) -> Vec<Word> {
    let mut all: Vec<Word> = head.word("title").into_iter().collect();
    for (table, keys) in [
        ("stage", &["title"][..]),
        ("step", &["ask", "say", "label", "hint", "why"]),
        ("outcome", &["text"]),
        ("anytime", &["label"]),
        ("form", &["title"]),
        ("promise", &["text"]),
    ] {
        for one in head.tables(table) {
            all.extend(keys.iter().filter_map(|key| one.word(key)));
            all.extend(one.tables("options").iter().filter_map(|option| option.word("label")));
            all.extend(one.tables("routes").iter().filter_map(|row| row.word("because")));
        }
    }
    if let Some(roles) = head.table("roles") {
        all.extend(roles.entries().filter_map(|(role, _)| roles.word(&role.it)));
    }
    all
}

fn words(head: &Table<'_>, found: &mut Findings) {
    let all = read_aloud(head);
    for line in JARGON.lines().filter(|line| !line.starts_with('#')) {
        let Some((word, instead)) = line.split_once(" = ") else { continue };
        if let Some(text) = all.iter().find(|text| has_word(&text.it, word)) {
            let says = format!("not everybody knows \"{word}\": write it in plain words, such as \"{instead}\"");
            found.note("jargon", text.span.clone(), says);
        }
    }
}

/// True if a text has a word, as a word of its own. Capital letters count where the word has them.
fn has_word(text: &str, word: &str) -> bool {
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    let text = if capital { text.to_owned() } else { text.to_lowercase() };
    // Short for what stands before it in full, as in "reviewing officer (IRO)".
    if capital && text.contains(&format!("({word})")) {
        return false;
    }
    let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(word)
        .any(|(at, _)| ends(text[..at].chars().next_back()) && ends(text[at + word.len()..].chars().next()))
}

/// The same name should be the same question in every strategy of a folder.
fn differing(strategy: &Strategy, head: &Table<'_>, shelf: &Shelf, found: &mut Findings) {
    let others: Vec<_> = shelf.ids().filter(|id| *id != strategy.id).filter_map(|id| shelf.get(id)).collect();
    for (step, table) in strategy.steps.iter().zip(head.tables("step")) {
        let Some(prompt) = step.prompt().filter(|_| step.filled_from.iter().any(|from| from == "case")) else {
            continue;
        };
        let differs = others.iter().find(|other| {
            let theirs = other.step(&step.id).and_then(|(_, step)| step.prompt());
            theirs.is_some_and(|theirs| theirs.kind != prompt.kind)
        });
        if let Some(other) = differs {
            let says = format!("`{}` asks for another kind of answer in `{}`", step.id, other.id);
            found.note("kinds-differ", table.place("kind"), says);
        }
    }
}

fn facts(strategy: &Strategy, head: &Table<'_>, found: &mut Findings) {
    fn has(strategy: &Strategy, fact: &str) -> bool {
        strategy.steps.iter().any(|step| {
            step.fact.is_some_and(|its| its.name == fact)
                || strategy.run_by(&step.id).is_some_and(|inner| has(inner, fact))
        })
    }
    let lacks: Vec<String> = FACTS
        .iter()
        .filter(|fact| WANTED.contains(&fact.name) && !has(strategy, fact.name))
        .map(|fact| format!("`{}`", fact.name))
        .collect();
    if !lacks.is_empty() {
        found.note("not-in-audit", head.place("id"), format!("no step here supplies the facts {}", lacks.join(", ")));
    }
}
