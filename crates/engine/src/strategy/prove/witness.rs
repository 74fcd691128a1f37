//! A witness as a person reads it, and as an answers file that walks it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::prompt::Action;
use crate::prompt::Answer;
use crate::prompt::Person;
use crate::strategy::Does;
use crate::strategy::Step;
use crate::strategy::Strategy;
use crate::strategy::prove::Answered;
use crate::strategy::prove::answers::now;
use crate::strategy::prove::machine::Machine;
use crate::strategy::prove::machine::Mark;
use crate::strategy::prove::machine::Place;

/// A class of answers in a word or two.
pub(crate) fn words(place: &Place<'_>, answer: &Answer) -> String {
    let later = place.marks.iter().filter_map(|(mark, _)| if let Mark::Fits(cell) = mark { Some(*cell) } else { None });
    let mut cells = place.own.iter().copied().chain(later);
    match answer {
        Answer::Choice(id) | Answer::Outcome(id) => id.clone(),
        Answer::Choices(ids) if !ids.is_empty() => ids.join(" and "),
        Answer::Number(number) => number.to_string(),
        Answer::Date(day) if cells.any(|cell| cell.older_than.is_some()) => match (now().date() - day.day).num_days() {
            0 => "today".to_owned(),
            1 => "yesterday".to_owned(),
            days => format!("a day {days} days ago"),
        },
        Answer::Date(_) => "a day".to_owned(),
        Answer::Each(all) => {
            let mut each: Vec<String> = all.iter().map(|one| words(place, one)).collect();
            each.dedup();
            each.join(" and ")
        }
        Answer::Lines(_) | Answer::People(_) | Answer::Actions(_)
            if cells.any(|cell| cell.at_least.is_some() || cell.at_most.is_some()) =>
        {
            format!("{} of them", answer.size().unwrap_or(0))
        }
        other if other.size() == Some(0) => "none of them".to_owned(),
        other => other.state().to_owned(),
    }
}

/// True if some answers may be impossible together, because more is looked at than can happen.
pub(crate) fn leans(machine: &Machine<'_>, moves: &[(usize, Option<&Answer>)]) -> bool {
    let readers = |place: usize| machine.aged.iter().find(|aged| aged.place == place).map(|aged| aged.readers);
    let read: usize = moves.iter().filter_map(|(place, _)| readers(*place)).sum();
    read > 1
        || moves.iter().enumerate().any(|(number, (place, answer))| {
            let (Some(step), Some(answer)) = (machine.places[*place].step, answer) else {
                return false;
            };
            if let (Answer::Each(said), Some(most)) = (answer, most_heads(machine, *place, step)) {
                return said.len() > most;
            }
            // A wait may end a session, and in the next one an answer is offered and may be changed.
            let before = moves[..number].iter().rev();
            let since =
                before.take_while(|(place, _)| machine.places[*place].step.is_none_or(|step| step.wait_for.is_none()));
            let given: Vec<(usize, &Step, &Answer)> =
                since.filter_map(|(place, answer)| Some((*place, machine.places[*place].step?, (*answer)?))).collect();
            let first = given.iter().all(|(other, ..)| other != place);
            first
                && taken_over(step, given.iter().map(|(_, step, answer)| (*step, *answer)))
                    .is_some_and(|taken| taken != *answer)
        })
}

/// How many heads there are at most, for a step that is asked once for each.
fn most_heads(machine: &Machine<'_>, place: usize, step: &Step) -> Option<usize> {
    let world = machine.places[place].world;
    let of = machine.places.iter().filter(|place| place.world == world && place.step.is_some()).nth(step.each?)?;
    usize::try_from(of.step?.prompt()?.at_most?).ok()
}

/// The answer that a session takes over without asking, from those given in it, newest first.
fn taken_over<'w>(step: &Step, mut given: impl Iterator<Item = (&'w Step, &'w Answer)>) -> Option<&'w Answer> {
    let from = |word: &str| step.filled_from.iter().any(|from| from == word); // What is answered of risk may change at every step.
    let found = if from("case") {
        given.find(|(other, _)| if step.fact.is_some() { other.fact == step.fact } else { other.id == step.id })
    } else {
        None
    };
    let prompt = step.prompt().filter(|_| step.each.is_none())?;
    found.map(|(_, answer)| answer).filter(|answer| prompt.accept((*answer).clone()).as_ref() == Ok(*answer))
}

/// True if a witness answers the question about risk more than once, and not the same. A file says it once, so that
/// cannot be walked by one.
pub fn changes_risk(strategy: &Strategy, witness: &[Answered]) -> bool {
    let takes_over = |it: &&Answered| strategy.at(&it.path).is_some_and(Step::is_of_risk);
    let risks = witness.iter().filter(takes_over).filter_map(|it| match &it.answer {
        // Whatever was said, it is open.
        Some(Answer::Choice(word)) => Some(word.as_str()),
        _ => None,
    });
    let risks: Vec<&str> = risks.collect();
    let differ = |a: &str, b: &str| a != b && !(a != "no" && b == "open" || a == "open" && b != "no");
    risks.iter().enumerate().any(|(number, a)| risks[number + 1..].iter().any(|b| differ(a, b)))
}

/// A witness as an answers file, which `rethink strategy walk` can walk.
pub fn witness_file(strategy: &Strategy, witness: &[Answered]) -> String {
    let mut head = format!("format = 1\nstrategy = \"{}\"\ncase = \"PRACTICE-1\"\n", strategy.id);
    let mut risk = "no";
    let (mut dates, mut ways) = (String::new(), String::new());
    // No date that is typed may be later than one that was given before.
    let given =
        witness.iter().filter_map(|it| if let Some(Answer::Date(day)) = &it.answer { Some(day.day) } else { None });
    let by = given.min().map_or(now().date(), |day| day.min(now().date()));
    // For each round, the answers below each header: a step answered for the second time stands in the second round.
    let mut rounds: Vec<BTreeMap<&str, String>> = vec![BTreeMap::new()];
    for (number, Answered { path, words, answer, date, .. }) in witness.iter().enumerate() {
        let Some(answer) = answer else {
            // Ways out of one step in the same round are taken in their order.
            let round = witness[..number].iter().filter(|it| it.path == *path && it.answer.is_some()).count() + 1;
            let again = if round > 1 { format!("round = {round}\n") } else { String::new() };
            let way = words.trim_start_matches(':');
            let _ = write!(ways, "\n[[anytime]]\nat = \"{path}\"\nuse = \"{way}\"\n{again}");
            continue;
        };
        if let ("about", Answer::Choice(id)) = (path.as_str(), answer) {
            let _ = writeln!(head, "about = \"{id}\"");
            continue;
        }
        let Some(step) = strategy.at(path) else { continue };
        if let (true, Answer::Choice(id)) = (step.is_of_risk(), answer) {
            risk = if id == "open" { "not-sure" } else { id };
            continue;
        }
        let given = witness[..number].iter().rev().filter_map(|it| Some((strategy.at(&it.path)?, it.answer.as_ref()?)));
        let time = witness[..number].iter().filter(|it| it.path == *path && it.answer.is_some()).count();
        if time == 0 && taken_over(step, given).is_some() {
            continue;
        }
        let (before, name) = path.rsplit_once('.').unwrap_or(("", path));
        if rounds.len() <= time {
            rounds.resize(time + 1, BTreeMap::new());
        }
        // Left blank is left out, but for a wait: that it has happened has to be said.
        let blank = (step.wait_for.is_some() && *answer == Answer::Blank).then(|| "\"\"".to_owned());
        if let Some(value) = blank.or_else(|| value(answer, heads(strategy, step, before, &witness[..number]))) {
            let _ = writeln!(rounds[time].entry(before).or_default(), "{name} = {value}");
        }
        if *date && *answer == Answer::NoReply && !dates.contains(&format!("{path} =")) {
            let _ = writeln!(dates, "{path} = {{ by = {by} }}");
        }
    }
    let note = if changes_risk(strategy, witness) {
        "# Risk changes on the way, and a file says it once: hold this at the keyboard.\n"
    } else {
        ""
    };
    let today = now().date();
    let told = if risk.starts_with("told-") {
        format!("told = {{ whom = \"A role\", when = {today}, said = \"Words\" }}\n")
    } else {
        String::new()
    };
    let mut file = format!("{head}{note}danger-now = \"no\"\nat-risk = \"{risk}\"\n{told}today = {today}\n");
    for (round, blocks) in rounds.iter().enumerate() {
        let (header, inside) = if round == 0 { ("[answers]", "answers") } else { ("[[again]]", "again") };
        let _ = write!(file, "\n{header}\n{}", blocks.get("").map_or("", String::as_str));
        for (before, lines) in blocks.iter().filter(|(before, _)| !before.is_empty()) {
            let _ = write!(file, "\n[{inside}.{before}]\n{lines}");
        }
    }
    if !dates.is_empty() {
        let _ = write!(file, "\n[dates]\n{dates}");
    }
    file + &ways
}

/// How many entries the step had for whose entries this one is asked.
fn heads(strategy: &Strategy, step: &Step, before: &str, given: &[Answered]) -> usize {
    let inner = strategy.at(before).map(|step| &step.does);
    let steps = if let Some(Does::Run(inner)) = inner { &inner.steps } else { &strategy.steps };
    let Some(of) = step.each.and_then(|of| steps.get(of)) else { return 0 };
    let path = if before.is_empty() { of.id.clone() } else { format!("{before}.{}", of.id) };
    let source = given.iter().rev().find(|it| it.path == path).and_then(|it| it.answer.as_ref()?.size());
    source.and_then(|size| usize::try_from(size).ok()).unwrap_or(0)
}

/// An answer as it stands in an answers file; none if it is left out. `heads` is how often it is asked.
fn value(answer: &Answer, heads: usize) -> Option<String> {
    fn list<T>(all: &[T], one: impl Fn(&T) -> String) -> String {
        format!("[{}]", all.iter().map(one).collect::<Vec<_>>().join(", "))
    }
    let quoted = |words: &String| format!("\"{words}\"");
    Some(match answer {
        Answer::Choice(words) | Answer::Text(words) => quoted(words),
        Answer::Choices(all) | Answer::Lines(all) => list(all, quoted),
        Answer::Date(moment) => match moment.time {
            None => moment.day.to_string(),
            Some(time) => format!("{}T{}", moment.day, time.format("%H:%M:%S")),
        },
        Answer::Number(number) => number.to_string(),
        Answer::People(all) => {
            list(all, |it: &Person| format!("{{ role = \"{}\", agency = \"{}\" }}", it.role, it.agency))
        }
        Answer::Actions(all) => list(all, |it: &Action| {
            let by = it.by.map(|by| format!(", by = {by}")).unwrap_or_default();
            format!("{{ what = \"{}\", who = \"{}\"{by} }}", it.what, it.who)
        }),
        Answer::Done => "\"done\"".to_owned(),
        Answer::WhyNot(reason) => format!("{{ why-not = \"{reason}\" }}"),
        Answer::DontKnow => "{ dont-know = true }".to_owned(),
        Answer::NoReply => "\"no-reply\"".to_owned(),
        Answer::Blank | Answer::Outcome(_) => return None,
        Answer::Each(all) => {
            // Where there are more heads than different answers, some say the same.
            let said = (0..heads.max(all.len())).map(|number| value(&all[number % all.len()], 0));
            format!("[{}]", said.map(|value| value.unwrap_or_else(|| "\"\"".to_owned())).collect::<Vec<_>>().join(", "))
        }
    })
}
