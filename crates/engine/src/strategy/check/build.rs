//! A strategy made from a file whose shape is sound, with every name in it looked up.

use crate::calendar::Division;
use crate::finding::Findings;
use crate::finding::one_line;
use crate::prompt::Choice;
use crate::prompt::Kind;
use crate::prompt::Lies;
use crate::prompt::Prompt;
use crate::prompt::yes_no;
use crate::strategy::ANY_WAIT;
use crate::strategy::Anytime;
use crate::strategy::Carry;
use crate::strategy::Departs;
use crate::strategy::Does;
use crate::strategy::FACTS;
use crate::strategy::Fact;
use crate::strategy::Form;
use crate::strategy::Outcome;
use crate::strategy::OutcomeKind;
use crate::strategy::Promise;
use crate::strategy::Route;
use crate::strategy::Shelf;
use crate::strategy::Sound;
use crate::strategy::Stage;
use crate::strategy::Step;
use crate::strategy::Strategy;
use crate::strategy::check::names::Names;
use crate::strategy::check::names::place;
use crate::strategy::check::names::unknown;
use crate::strategy::check::rows::Asked;
use crate::strategy::check::rows::bounds;
use crate::strategy::check::rows::cell;
use crate::strategy::digest;
use crate::written::Table;
use crate::written::Word;
use crate::written::is_name;

/// Words that stand for how an answer stands, and so cannot name an option.
const STATES: &[&str] = &["given", "why-not", "dont-know", "blank", "no-reply", "done", "waiting"];
/// More than this nobody reads, and no search should have to.
const MOST_OPTIONS: usize = 200;
/// A title or label longer than this is no name for a thing.
const LONGEST_NAME: usize = 200;
/// Places a promise may speak of besides steps and outcomes.
const KINDS_REACHED: &[&str] =
    &["any-outcome", "any-resolved", "any-review", "any-handover", "any-stopped", "any-onward", ANY_WAIT];

/// Makes a strategy. Where names are wrong, what comes back is only good for finding more that is wrong.
pub(crate) fn build(
    head: &Table<'_>,
    id: &str,
    names: &Names,
    shelf: &Shelf,
    text: &str,
    found: &mut Findings,
) -> Strategy {
    look_at_head(head, id, found);
    let mut about: Vec<String> = head.words("about").into_iter().map(|word| word.it).collect();
    if about.is_empty() {
        about.push("child".to_owned());
    }
    let tables = head.tables("step");
    let mut steps: Vec<Step> = Vec::new();
    let mut stage = None;
    for table in &tables {
        let step = step(table, names, shelf, &mut stage, &steps, found);
        steps.push(step);
    }
    // Due dates first: other due dates may be counted from them.
    let dues: Vec<_> = tables.iter().map(|table| Asked { steps: &steps, about: &about }.due(table, found)).collect();
    for (step, due) in steps.iter_mut().zip(dues) {
        step.due = due;
    }
    let asked = Asked { steps: &steps, about: &about };
    for word in tables.iter().flat_map(|table| table.words("reason")) {
        asked.step(&word, found);
    }
    let routes: Vec<Vec<Route>> =
        tables.iter().zip(&steps).map(|(table, step)| routes(table, step, &asked, names, found)).collect();
    let stages = head.tables("stage").iter().map(|table| self::stage(table, &asked, names, found)).collect();
    let outcomes = head.tables("outcome").iter().map(|table| outcome(table, &asked, names, found)).collect();
    let forms = head.tables("form").iter().map(|table| form(table, &asked, names, shelf, found)).collect();
    let promises = head.tables("promise").iter().map(|table| promise(table, &asked, names, found)).collect();
    let anytime = head.tables("anytime").iter().filter_map(|table| anytime(table, names, shelf, found)).collect();
    for (step, routes) in steps.iter_mut().zip(routes) {
        step.routes = routes;
    }
    let word = |key: &str| head.text(key).unwrap_or_default();
    let line = |key: &str| head.line(key).unwrap_or_default();
    Strategy {
        id: word("id"),
        title: line("title"),
        version: line("version"),
        source: word("source"),
        verified: head.flag("verified").unwrap_or(false),
        about,
        safety_first: head.flag("safety-first").unwrap_or(true),
        follows: head.flag("follows").unwrap_or(true),
        calendar: head.word("calendar").and_then(|word| Division::named(&word.it)),
        roles: roles(head),
        stages,
        steps,
        outcomes,
        anytime,
        forms,
        promises,
        digest: digest(text.as_bytes()),
        text: text.to_owned(),
        sound: Sound,
    }
}

fn look_at_head(head: &Table<'_>, id: &str, found: &mut Findings) {
    if head.count("format") != Some(1) {
        found.add(
            "newer-format",
            head.place("format"),
            "this rethink reads format = 1; a newer one may read this file",
        );
    }
    let labels = ["step", "outcome", "stage"].iter().flat_map(|key| head.tables(key));
    let named = labels.flat_map(|table| [table.word("label"), table.word("title")]).chain([head.word("title")]);
    for word in named.flatten().filter(|word| word.it.chars().count() > LONGEST_NAME) {
        found.add("too-long", word.span, format!("a title or label has {LONGEST_NAME} characters at most"));
    }
    if !is_name(id) {
        let says = "the name of the file is the name of the strategy: small letters, digits and hyphens, then .toml";
        found.add("id", head.place("id"), says);
    } else if let Some(word) = head.word("id").filter(|word| word.it != id) {
        found.add("id", word.span, format!("the file is called {id}.toml: write id = \"{id}\", or rename the file"));
    }
}

fn roles(head: &Table<'_>) -> Vec<(String, String)> {
    let Some(roles) = head.table("roles") else {
        return Vec::new();
    };
    roles.entries().filter_map(|(name, value)| Some((name.it, one_line(value.get_ref().as_str()?)))).collect()
}

fn step(
    table: &Table<'_>,
    names: &Names,
    shelf: &Shelf,
    stage: &mut Option<usize>,
    before: &[Step],
    found: &mut Findings,
) -> Step {
    if let Some(word) = table.word("stage") {
        *stage = Some(names.stage(&word, found));
    }
    let does = does(table, shelf, before, found);
    let each = table.word("each").and_then(|word| {
        let place = before.iter().position(|step| step.id == word.it);
        match place.map(|place| &before[place]) {
            None => unknown("unknown-step", "a step above", &word, before.iter().map(|step| step.id.as_str()), found),
            Some(step) if !step.prompt().is_some_and(|prompt| prompt.kind.has_entries()) => {
                found.add("not-a-list", word.span, format!("`{}` does not ask for a list of entries", word.it));
            }
            Some(_) => {}
        }
        place
    });
    Step {
        id: table.word("id").map(|word| word.it).unwrap_or_default(),
        stage: *stage,
        label: label(table, &does),
        fact: fact(table, &does, found),
        does,
        each,
        filled_from: table.words("filled-from").into_iter().map(|word| word.it).collect(),
        carry: if table.has("carry") { Carry::Never } else { Carry::Offered },
        wait_for: names.roles(table.words("wait-for"), found).pop(),
        due: Vec::new(),
        reason: table.words("reason").into_iter().map(|word| word.it).collect(),
        share: table.words("share").into_iter().map(|word| word.it).collect(),
        tell: names.roles(table.words("tell"), found),
        tell_in_writing: names.roles(table.words("tell-in-writing"), found),
        form: names.forms(table.words("form"), found),
        routes: Vec::new(),
        verified: table.flag("verified").unwrap_or(true),
    }
}

/// A short name for lists and records: without a label, what is asked, said or run.
fn label(table: &Table<'_>, does: &Does) -> String {
    table.line("label").unwrap_or_else(|| match does {
        Does::Ask(prompt) => prompt.ask.clone(),
        Does::Say(words) => one_line(words),
        Does::Run(inner) => inner.title.clone(),
    })
}

fn does(table: &Table<'_>, shelf: &Shelf, before: &[Step], found: &mut Findings) -> Does {
    let doing: Vec<&str> = ["ask", "say", "run"].into_iter().filter(|key| table.has(key)).collect();
    if doing.len() != 1 {
        found.add(
            "one-of",
            table.span.clone(),
            "a step has one of `ask`, `say` and `run`: it asks, says or runs one thing",
        );
        return unknown_yet();
    }
    if doing != ["ask"] {
        for key in [
            "kind",
            "options",
            "options-of",
            "at-least",
            "at-most",
            "optional",
            "why-not",
            "dont-know",
            "each",
            "hint",
            "fact",
        ] {
            if table.has(key) {
                found.add("wrong-place", table.place(key), format!("`{key}` belongs to a step that asks"));
            }
        }
    }
    if let Some(says) = table.text("say") {
        return Does::Say(says);
    }
    if let Some(word) = table.word("run") {
        if let Some(inner) = shelf.get(&word.it) {
            return Does::Run(inner);
        }
        not_run(&word, shelf, found);
        return unknown_yet();
    }
    prompt(table, before, found).map_or_else(unknown_yet, Does::Ask)
}

/// What a step does of which that cannot be said: nothing is held against its answers, which would be an echo.
fn unknown_yet() -> Does {
    Does::Say(String::new())
}

/// Says why a strategy cannot be run.
fn not_run(word: &Word, shelf: &Shelf, found: &mut Findings) {
    if shelf.is_open(&word.it) {
        let says = format!("`{}` runs this strategy, so it cannot be run by it", word.it);
        found.add("runs-itself", word.span.clone(), says);
    } else if shelf.has(&word.it) {
        let says = format!("something is wrong in the strategy `{}`: mend that file first", word.it);
        found.add("run-broken", word.span.clone(), says);
    } else {
        unknown("unknown-strategy", "a strategy that is here", word, shelf.ids(), found);
    }
}

fn prompt(table: &Table<'_>, before: &[Step], found: &mut Findings) -> Option<Prompt> {
    let Some(kind) = table.word("kind").and_then(|word| Kind::named(&word.it)) else {
        found.add("missing-key", table.span.clone(), "a step that asks needs `kind`: the kind of answer");
        return None;
    };
    let ask = table.line("ask").unwrap_or_default();
    bounds(table, found);
    for key in ["at-least", "at-most"].into_iter().filter(|key| table.has(key)) {
        if kind != Kind::Number && !kind.has_entries() {
            found.add(
                "wrong-place",
                table.place(key),
                format!("`{key}` is for a number, or for an answer with entries"),
            );
        }
    }
    Some(Prompt {
        label: table.line("label").unwrap_or_else(|| ask.clone()),
        ask,
        hint: table.line("hint"),
        why: table.line("why"),
        kind,
        options: options(table, kind, before, found),
        at_least: table.count("at-least"),
        at_most: table.count("at-most"),
        optional: table.flag("optional").unwrap_or(false),
        why_not: table.flag("why-not").unwrap_or(false),
        dont_know: table.flag("dont-know").unwrap_or(false),
        // Every day that is a fact is one on which something has happened.
        lies: if table.has("fact") { Lies::Before } else { Lies::Anywhere },
    })
}

fn options(table: &Table<'_>, kind: Kind, before: &[Step], found: &mut Findings) -> Vec<Choice> {
    if kind == Kind::YesNo {
        if table.has("options") {
            found.add("options", table.place("options"), "a yes-no step has its own two options");
        }
        return yes_no();
    }
    if !kind.has_options() {
        for key in ["options", "options-of"].into_iter().filter(|key| table.has(key)) {
            found.add("options", table.place(key), "only a `choice` or `choices` step has options");
        }
        return Vec::new();
    }
    if let Some(word) = table.word("options-of") {
        let of = before.iter().find(|step| step.id == word.it).and_then(Step::prompt);
        return match of {
            Some(prompt) => prompt.options.clone(),
            None => {
                unknown(
                    "unknown-step",
                    "a step above with options",
                    &word,
                    before.iter().map(|step| step.id.as_str()),
                    found,
                );
                Vec::new()
            }
        };
    }
    let mut options: Vec<Choice> = Vec::new();
    for option in table.tables("options") {
        let Some(id) = option.word("id") else { continue };
        if STATES.contains(&id.it.as_str()) {
            found.add("reserved", id.span, format!("`{}` says how an answer stands, and cannot name an option", id.it));
        } else if options.iter().any(|have| have.id == id.it) {
            found.add("twice", id.span, format!("the option `{}` is already there", id.it));
        }
        options.push(Choice {
            label: option.line("label").unwrap_or_else(|| id.it.replace('-', " ")),
            groups: option.words("group").into_iter().map(|word| word.it).collect(),
            alone: option.flag("alone").unwrap_or(false),
            id: id.it,
        });
    }
    if options.len() > MOST_OPTIONS {
        found.add("options", table.span.clone(), format!("nobody chooses from more than {MOST_OPTIONS} options"));
        options.truncate(2);
    }
    if options.len() < 2 {
        found.add("options", table.span.clone(), "a choice needs two options or more");
    }
    options
}

fn fact(table: &Table<'_>, does: &Does, found: &mut Findings) -> Option<Fact> {
    let word = table.word("fact")?;
    let Some(fact) = Fact::named(&word.it) else {
        unknown("unknown-name", "a fact", &word, FACTS.iter().map(|fact| fact.name), found);
        return None;
    };
    if let Does::Ask(prompt) = does
        && !fact.kinds.contains(&prompt.kind)
    {
        let kinds: Vec<&str> = fact.kinds.iter().map(|kind| kind.name()).collect();
        let says = format!("the fact `{}` needs kind = \"{}\"", fact.name, kinds.join("\" or \""));
        found.add("wrong-kind", word.span, says);
    }
    Some(fact)
}

fn routes(table: &Table<'_>, step: &Step, asked: &Asked<'_>, names: &Names, found: &mut Findings) -> Vec<Route> {
    table
        .tables("routes")
        .iter()
        .map(|row| Route {
            is: row.value("is").map(|value| cell(value, step, &step.id, found)),
            when: row.value("when").map(|value| asked.columns(value, Some(&step.id), found)).unwrap_or_default(),
            to: names.target(&row.word("to").unwrap_or(Word { it: String::new(), span: row.span.clone() }), found),
            at_most: row.count("at-most").and_then(|count| u32::try_from(count).ok()),
            because: row.line("because"),
        })
        .collect()
}

fn stage(table: &Table<'_>, asked: &Asked<'_>, names: &Names, found: &mut Findings) -> Stage {
    Stage {
        id: table.text("id").unwrap_or_default(),
        title: table.line("title").unwrap_or_default(),
        formal: table.flag("formal").unwrap_or(false),
        between: names.roles(table.words("between"), found),
        due: asked.due(table, found),
        verified: table.flag("verified").unwrap_or(true),
    }
}

fn outcome(table: &Table<'_>, asked: &Asked<'_>, names: &Names, found: &mut Findings) -> Outcome {
    let kind = table.text("kind").unwrap_or_default();
    let reason = table.words("reason");
    for word in &reason {
        asked.step(word, found);
    }
    Outcome {
        id: table.text("id").unwrap_or_default(),
        kind: OutcomeKind::ALL.iter().find(|(name, _)| *name == kind).map_or(OutcomeKind::Stopped, |(_, kind)| *kind),
        text: table.text("text").unwrap_or_default(),
        handover: names.roles(table.words("handover"), found).pop(),
        next: table.text("next"),
        due: asked.due(table, found),
        reason: reason.into_iter().map(|word| word.it).collect(),
        tell: names.roles(table.words("tell"), found),
        tell_in_writing: names.roles(table.words("tell-in-writing"), found),
        form: names.forms(table.words("form"), found),
        verified: table.flag("verified").unwrap_or(true),
    }
}

/// What a form says of the case as a whole.
const FIELDS: [&str; 4] = ["case.tried", "case.since", "case.risk", "case.until-then"];

fn form(table: &Table<'_>, asked: &Asked<'_>, names: &Names, shelf: &Shelf, found: &mut Findings) -> Form {
    let fields = table.words("fields");
    for word in &fields {
        let own = word.it.split('.').next().is_some_and(|first| names.steps.iter().any(|step| step == first));
        match word.it.split_once('.') {
            _ if FIELDS.contains(&word.it.as_str()) => {}
            // A record of the case may be of a strategy that is not here.
            Some((strategy, _)) if !own && !shelf.has(strategy) => {
                let says = format!("there is no step and no strategy `{strategy}` here, so this may stay empty");
                found.note("next-not-here", word.span.clone(), says);
            }
            Some(_) if !own => {}
            _ => drop(asked.step(word, found)),
        }
    }
    Form {
        id: table.text("id").unwrap_or_default(),
        title: table.line("title").unwrap_or_default(),
        receiver: names.roles(table.words("for"), found).pop(),
        text: table.text("text"),
        fields: fields.into_iter().map(|word| word.it).collect(),
        blanks: table.words("blanks").iter().map(|word| one_line(&word.it)).collect(),
    }
}

fn promise(table: &Table<'_>, asked: &Asked<'_>, names: &Names, found: &mut Findings) -> Promise {
    let reaching = table.words("reaching");
    for word in &reaching {
        let known = place(&names.steps, &word.it).or_else(|| place(&names.outcomes, &word.it));
        if known.is_none() && !KINDS_REACHED.contains(&word.it.as_str()) {
            let all =
                names.steps.iter().chain(&names.outcomes).map(String::as_str).chain(KINDS_REACHED.iter().copied());
            unknown("unknown-target", "a step, an outcome or a kind of either", word, all, found);
        }
    }
    let needs = match table.value("needs") {
        None => Vec::new(),
        Some(value) => match value.get_ref().as_array() {
            Some(rows) => rows.iter().map(|row| asked.columns(row, None, found)).collect(),
            None => vec![asked.columns(value, None, found)],
        },
    };
    Promise {
        text: table.text("text").unwrap_or_default(),
        reaching: reaching.into_iter().map(|word| word.it).collect(),
        needs,
        prompts_at_most: table.count("prompts-at-most").and_then(|count| u32::try_from(count).ok()),
    }
}

fn anytime(table: &Table<'_>, names: &Names, shelf: &Shelf, found: &mut Findings) -> Option<Anytime> {
    let does = match (table.word("to"), table.word("run")) {
        (Some(to), None) => Departs::To(names.target(&to, found)),
        (None, Some(run)) => {
            let Some(inner) = shelf.get(&run.it) else {
                not_run(&run, shelf, found);
                return None;
            };
            Departs::Run(inner)
        }
        _ => {
            found.add("one-of", table.span.clone(), "an anytime route has one of `to` and `run`");
            return None;
        }
    };
    Some(Anytime {
        id: table.text("id").unwrap_or_default(),
        label: table.line("label").unwrap_or_default(),
        does,
        stages: table.words("stages").iter().map(|word| names.stage(word, found)).collect(),
    })
}
