//! How many paths a strategy has, and a few that between them take every row, to be read and signed.

use crate::prompt::Answer;
use crate::render::conditions;
use crate::render::page::Page;
use crate::render::page::one_line;
use crate::render::proof::figure;
use crate::render::proof::many;
use crate::strategy::Strategy;
use crate::strategy::prove::Answered;
use crate::strategy::prove::Pack;
use crate::strategy::prove::Path;
use crate::strategy::prove::Proof;

/// Where the words of an answer stand under its number.
const UNDER: usize = 4;

/// The figures of a strategy, and its fact-check pack if it has one.
pub fn paths(strategy: &Strategy, proof: &Proof, pack: Option<&Pack>, width: usize) -> String {
    let mut page = Page::new(width);
    page.heading(0, &format!("The paths of {}: {}", strategy.id, strategy.title));
    page.put(0, &format!("Version {}.", strategy.version));
    page.gap();
    if proof.paths == 0 {
        page.put(0, "Its paths cannot be counted. See why with: rethink strategy check");
        return page.text();
    }
    page.row(0, 10, "Paths", &format!("{}, with every answer counted", figure(proof.paths)));
    page.row(0, 10, "Ways", &format!("{}, with answers that no row tells apart counted once", figure(proof.ways)));
    page.row(0, 10, "Longest", &format!("{} from the first step to an end", many(proof.longest as u128, "prompt")));
    page.row(
        0,
        10,
        "States",
        &format!("{} different situations that a review can be in", figure(proof.states as u128)),
    );
    match pack {
        None => {
            page.gap();
            page.put(0, "It has too many states for a fact-check pack that somebody would read.");
        }
        Some(pack) => self::pack(strategy, pack, &mut page),
    }
    page.text()
}

fn pack(strategy: &Strategy, pack: &Pack, page: &mut Page) {
    let all = pack.paths.len();
    page.heading(0, "Fact-check pack");
    let few = match pack.least {
        least if least == all => "No fewer would do.".to_owned(),
        least => format!("No fewer than {least} would do."),
    };
    page.put(
        0,
        &format!(
            "For somebody who knows the procedure. {} between them take every row of it, {} in all. {few}",
            many(all as u128, "path"),
            figure(pack.rows as u128)
        ),
    );
    page.put(0, "Read each one. Would the procedure ask this, in this order, and end there?");
    for (number, path) in pack.paths.iter().enumerate() {
        page.heading(0, &format!("Path {} of {all}", number + 1));
        self::path(strategy, path, page);
        page.put(0, "Right: [ ] yes  [ ] no, because: ____________________");
    }
    page.heading(0, "Checked");
    page.put(0, "Role and agency: ____________________  Date: ____________________");
}

fn path(strategy: &Strategy, path: &Path, page: &mut Page) {
    for (number, answered) in path.answers.iter().enumerate() {
        let label = strategy.at(&answered.path).map_or("What the review is about", |step| step.label.as_str());
        page.item(0, &format!("{}.", number + 1), &format!("{}: {}", one_line(label), words(strategy, answered)));
    }
    let end = strategy.outcomes.iter().find(|outcome| outcome.id == path.end);
    let words = match (end, path.end.as_str()) {
        (Some(outcome), _) => format!("It ends with \"{}\": {}.", outcome.id, conditions::ending(strategy, outcome)),
        (None, "safety") => "It stops, so that a child is made safe.".to_owned(),
        (None, "withdrawn") => "The review is withdrawn, with a reason.".to_owned(),
        (None, _) => "It goes on in another way, with a reason.".to_owned(),
    };
    page.put(UNDER, &words);
    for line in end.map(|outcome| conditions::due(&outcome.due, strategy)).unwrap_or_default() {
        page.item(UNDER, "By:", &line);
    }
}

/// An answer in the words of its step.
pub(crate) fn words(strategy: &Strategy, answered: &Answered) -> String {
    let prompt = strategy.at(&answered.path).and_then(|step| step.prompt());
    let label =
        |id: &String| prompt.and_then(|prompt| prompt.option(id)).map_or_else(|| id.clone(), |it| it.label.clone());
    match &answered.answer {
        Some(Answer::Choice(id)) => label(id),
        Some(Answer::Choices(ids)) if !ids.is_empty() => ids.iter().map(label).collect::<Vec<_>>().join("; "),
        Some(Answer::WhyNot(_)) => "no answer, with a reason".to_owned(),
        Some(Answer::DontKnow) => "not known".to_owned(),
        Some(Answer::Blank) => "left blank".to_owned(),
        Some(Answer::NoReply) => "no reply by the date".to_owned(),
        Some(Answer::Text(_)) => "an answer".to_owned(),
        Some(Answer::Each(all)) if all.iter().all(|one| matches!(one, Answer::Text(_))) => {
            "an answer from each".to_owned()
        }
        Some(Answer::Lines(all)) if !all.is_empty() => many(all.len() as u128, "entry").replace("entrys", "entries"),
        Some(Answer::People(all)) if !all.is_empty() => {
            if all.len() == 1 {
                "1 person".to_owned()
            } else {
                format!("{} people", all.len())
            }
        }
        Some(Answer::Actions(all)) if !all.is_empty() => many(all.len() as u128, "action"),
        Some(_) => answered.words.clone(),
        None => {
            let id = answered.words.trim_start_matches(':');
            let way = strategy.anytime.iter().find(|way| way.id == id).map_or(id, |way| way.label.as_str());
            format!("left by \"{way}\"")
        }
    }
}
