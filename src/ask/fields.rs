//! People and actions, asked one field at a time.

use crate::ask::Ask;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::calendar;
use crate::failure::Failure;
use crate::prompt::Action;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Person;
use crate::prompt::Prompt;
use crate::prompt::people;

/// Asks for people or actions, entry by entry, through a backend that can ask for a line, a day or a choice.
pub fn by_fields(ask: &mut dyn Ask, question: &Question<'_>) -> Result<Reply, Failure> {
    let mut afresh = false;
    let mut entries = match question.now {
        Some(answer) => {
            ask.say(Words::Text(&question.prompt.ask))?;
            for line in lines(answer) {
                ask.say(Words::Line(&line))?;
            }
            match keep(ask, question)? {
                Kept::Yes => return Ok(Reply::Answer(answer.clone())),
                Kept::AddTo => answer.clone(),
                Kept::But(entries) => entries,
                Kept::Afresh => {
                    afresh = true;
                    empty(question.prompt.kind)
                }
                Kept::Other(reply) => return Ok(reply),
            }
        }
        None => empty(question.prompt.kind),
    };
    // What was typed of an entry that is not whole yet.
    let mut half: Vec<Answer> = Vec::new();
    let mut at = if entries.size() == Some(0) { At::Entry(0, Field::First) } else { At::More };
    loop {
        let count = entries.size().and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
        let (place, field) = match at {
            At::Entry(place, field) => (place, field),
            At::More => {
                at = match more(ask, question)? {
                    Reply::Answer(Answer::Choice(word)) if word == "no" => {
                        match question.prompt.accept(entries.clone()) {
                            Ok(answer) => {
                                say_half(ask, &half)?;
                                return Ok(Reply::Answer(answer));
                            }
                            Err(refusal) => ask.say(Words::Refusal(&question.prompt.refused(&refusal)))?,
                        }
                        At::Entry(count, Field::First)
                    }
                    Reply::Answer(_) => At::Entry(count, Field::First),
                    // Back from "another?" opens the last entry where it ended. What was typed stands there.
                    Reply::Back => At::Entry(count.saturating_sub(1), Field::Last),
                    other => return leave(ask, question, entries, &half, afresh, other),
                };
                continue;
            }
        };
        let is_whole = place < count;
        let mut typed = typed_at(&entries, place).unwrap_or_else(|| std::mem::take(&mut half));
        let prompts = prompts(question.prompt, place, count == 0);
        if question.prompt.kind == Kind::Actions && place == 0 && typed.is_empty() {
            ask.say(Words::Text(&question.prompt.ask))?;
        }
        let reply = fields(ask, question, &prompts, &mut typed, field)?;
        if let Some(line) = several(question.prompt.kind, &typed).filter(|_| !is_whole && reply.is_none()) {
            at = match together(ask, question, &prompts, line, &mut entries)? {
                None => At::More,
                Some(Reply::Back) => {
                    half = typed;
                    At::Entry(place, Field::First)
                }
                Some(reply) => return leave(ask, question, entries, &[], afresh, reply),
            };
            continue;
        }
        if typed.len() == prompts.len() && (is_whole || reply.is_none()) {
            put(&mut entries, place, &typed);
        } else {
            half = typed;
        }
        at = match reply {
            None => At::More,
            Some(Reply::Answer(instead)) => return Ok(Reply::Answer(instead)),
            // Back from a first field leaves the entry; from the very first, the question.
            Some(Reply::Back) if is_whole && place > 0 => At::Entry(place - 1, Field::Last),
            Some(Reply::Back) if place > 0 => At::More,
            Some(reply) => return leave(ask, question, entries, &half, afresh, reply),
        };
    }
}

/// Where somebody is in a list.
enum At {
    /// Is there another entry?
    More,
    /// In an entry, counted from 0, beginning with this field.
    Entry(usize, Field),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    First,
    Last,
}

/// Leaves a list in the middle. Who leaves means what is there already: it is the answer, and the reply comes at the
/// next prompt. Only a list that was begun afresh does not take the place of the one before it.
fn leave(
    ask: &mut dyn Ask,
    question: &Question<'_>,
    entries: Answer,
    half: &[Answer],
    afresh: bool,
    reply: Reply,
) -> Result<Reply, Failure> {
    say_half(ask, half)?;
    let is_back = reply == Reply::Back;
    if entries.size() == Some(0) || (is_back && question.now == Some(&entries)) {
        return Ok(reply);
    }
    if let Some(answer) = question.prompt.accept(entries).ok().filter(|_| !afresh) {
        if is_back {
            // Once from the prompt after this one, and once from this one.
            ask.then(Reply::Back);
        }
        ask.then(reply);
        return Ok(Reply::Answer(answer));
    }
    ask.say(Words::Text("What you typed for this question was not saved."))?;
    Ok(reply)
}

fn say_half(ask: &mut dyn Ask, half: &[Answer]) -> Result<(), Failure> {
    if half.is_empty() {
        return Ok(());
    }
    ask.say(Words::Text("This entry was not complete, so it is not saved."))
}

enum Kept {
    Yes,
    AddTo,
    /// All but one, which is to be given again or left out.
    But(Answer),
    Afresh,
    Other(Reply),
}

fn keep(ask: &mut dyn Ask, question: &Question<'_>) -> Result<Kept, Failure> {
    let prompt = Prompt::own("Do you want to keep this?", "Keep", Kind::Choice).options(&[
        ("keep", "Keep it as it is"),
        ("add", "Keep it and add to it"),
        ("one", "Take one out, or give it again"),
        ("afresh", "Start again"),
    ]);
    // Enter keeps it, as it keeps every answer that is there already.
    let as_it_is = Answer::Choice("keep".to_owned());
    Ok(match ask.ask(&Question { prompt: &prompt, now: Some(&as_it_is), of: None, ..*question })? {
        Reply::Answer(Answer::Choice(word)) => match word.as_str() {
            "keep" => Kept::Yes,
            "add" => Kept::AddTo,
            "one" => return all_but_one(ask, question),
            _ => Kept::Afresh,
        },
        other => Kept::Other(other),
    })
}

/// Asks which entry is to go. One that is to be given again is asked for with those that are added.
fn all_but_one(ask: &mut dyn Ask, question: &Question<'_>) -> Result<Kept, Failure> {
    let Some(answer) = question.now else { return Ok(Kept::Afresh) };
    let lines = lines(answer);
    let ids: Vec<String> = (1..=lines.len()).map(|number| format!("entry-{number}")).collect();
    let options: Vec<(&str, &str)> = ids.iter().zip(&lines).map(|(id, line)| (id.as_str(), line.trim())).collect();
    let prompt = Prompt::own("Which one?", "Which one", Kind::Choice).options(&options);
    let reply = ask.ask(&Question { prompt: &prompt, now: None, of: None, ..*question })?;
    let Reply::Answer(Answer::Choice(id)) = reply else { return Ok(Kept::Other(reply)) };
    let Some(place) = ids.iter().position(|its| *its == id) else { return Ok(Kept::AddTo) };
    let mut entries = answer.clone();
    match &mut entries {
        Answer::People(list) => drop(list.remove(place)),
        Answer::Actions(list) => drop(list.remove(place)),
        _ => {}
    }
    Ok(Kept::But(entries))
}

fn more(ask: &mut dyn Ask, question: &Question<'_>) -> Result<Reply, Failure> {
    let words =
        if question.prompt.kind == Kind::People { "Is there anybody else?" } else { "Is there another action?" };
    let prompt = Prompt::own(words, words, Kind::YesNo);
    ask.ask(&Question { prompt: &prompt, now: None, of: None, ..*question })
}

fn empty(kind: Kind) -> Answer {
    if kind == Kind::People { Answer::People(Vec::new()) } else { Answer::Actions(Vec::new()) }
}

/// The entries of an answer, a line each.
pub(crate) fn lines(answer: &Answer) -> Vec<String> {
    match answer {
        Answer::People(list) => list.iter().map(|person| format!("  {}", person.words())).collect(),
        Answer::Actions(list) => list
            .iter()
            .map(|action| {
                let by = action.by.map(calendar::medium).unwrap_or_default();
                format!("  {} ({}, by {by})", action.what, action.who)
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Asks fields one after another, each with what was typed there before; back goes to the field before. Nothing comes
/// back once the last one is answered.
fn fields(
    ask: &mut dyn Ask,
    question: &Question<'_>,
    prompts: &[Prompt],
    typed: &mut Vec<Answer>,
    from: Field,
) -> Result<Option<Reply>, Failure> {
    let mut at = if from == Field::First { 0 } else { prompts.len().saturating_sub(1) };
    while let Some(prompt) = prompts.get(at) {
        let before = typed.get(at).filter(|answer| **answer != Answer::Blank).cloned();
        match ask.ask(&Question { prompt, now: before.as_ref(), of: None, ..*question })? {
            // What is given instead at the first field is instead of the whole list: nothing more is asked.
            Reply::Answer(instead @ (Answer::Blank | Answer::WhyNot(_) | Answer::DontKnow)) if at == 0 => {
                return Ok(Some(Reply::Answer(instead)));
            }
            Reply::Answer(answer) => {
                match typed.get_mut(at) {
                    Some(before) => *before = answer,
                    None => typed.push(answer),
                }
                at += 1;
                // Of people that were typed in one line, agencies are asked for one by one where they are not said.
                if at == 1 && several(question.prompt.kind, typed).is_some() {
                    typed.truncate(1);
                    return Ok(None);
                }
            }
            Reply::Back if at > 0 => at -= 1,
            other => return Ok(Some(other)),
        }
    }
    Ok(None)
}

/// The people that were typed in the first field, if they are more than one, or one with an agency.
fn several(kind: Kind, typed: &[Answer]) -> Option<Vec<Person>> {
    let [Answer::Text(line)] = typed else { return None };
    let all = if kind == Kind::People { people(line) } else { Vec::new() };
    (all.len() > 1 || all.iter().any(|person| !person.agency.is_empty())).then_some(all)
}

/// Takes people that were typed in one line, says who they are, and asks for agencies that were not said.
fn together(
    ask: &mut dyn Ask,
    question: &Question<'_>,
    prompts: &[Prompt],
    mut all: Vec<Person>,
    entries: &mut Answer,
) -> Result<Option<Reply>, Failure> {
    if all.len() > 1 {
        ask.say(Words::Text(&format!("That is {} people:", all.len())))?;
        for line in lines(&Answer::People(all.clone())) {
            ask.say(Words::Line(&line))?;
        }
    }
    let mut left = None;
    for person in all.iter_mut().filter(|person| person.agency.is_empty()) {
        let of = person.role.clone();
        match ask.ask(&Question { prompt: &prompts[1], now: None, of: Some(&of), ..*question })? {
            Reply::Answer(agency) => person.agency = text(Some(&agency)),
            Reply::Back => return Ok(Some(Reply::Back)),
            reply => {
                left = Some(reply);
                break;
            }
        }
    }
    if let Answer::People(list) = entries {
        list.append(&mut all);
    }
    Ok(left)
}

fn text(answer: Option<&Answer>) -> String {
    match answer {
        Some(Answer::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

/// The fields of an entry that is there already, as they were typed.
fn typed_at(entries: &Answer, place: usize) -> Option<Vec<Answer>> {
    let text = |text: &String| if text.is_empty() { Answer::Blank } else { Answer::Text(text.clone()) };
    Some(match entries {
        Answer::People(list) => list.get(place).map(|person| vec![text(&person.role), text(&person.agency)])?,
        Answer::Actions(list) => {
            let action = list.get(place)?;
            let by = action.by.map_or(Answer::Blank, |day| Answer::Date(day.into()));
            vec![text(&action.what), text(&action.who), by, text(&action.known_by), text(&action.if_not)]
        }
        _ => return None,
    })
}

/// Puts an entry in its place, from its fields.
fn put(entries: &mut Answer, place: usize, typed: &[Answer]) {
    match entries {
        Answer::People(list) => {
            let person = Person { role: text(typed.first()), agency: text(typed.get(1)) };
            match list.get_mut(place) {
                Some(before) => *before = person,
                None => list.push(person),
            }
        }
        Answer::Actions(list) => {
            let by = match typed.get(2) {
                Some(Answer::Date(day)) => Some(day.day),
                _ => None,
            };
            let action = Action {
                what: text(typed.first()),
                who: text(typed.get(1)),
                by,
                known_by: text(typed.get(3)),
                if_not: text(typed.get(4)),
            };
            match list.get_mut(place) {
                Some(before) => *before = action,
                None => list.push(action),
            }
        }
        _ => {}
    }
}

/// The fields of an entry, counted from 0, as they are asked.
fn prompts(of: &Prompt, place: usize, is_empty: bool) -> Vec<Prompt> {
    let optional = |prompt: Prompt| Prompt { optional: true, ..prompt };
    let mut prompts = if of.kind == Kind::People {
        let role = if place == 0 { of.ask.as_str() } else { "Who else?" };
        vec![
            Prompt::own(role, "Role", Kind::Line)
                .hint("Their role, not their name. Several people in one line: role, agency; role, agency"),
            optional(
                Prompt::own("Which agency, or whose family?", "Agency", Kind::Line)
                    .hint("For example: NHS, school, family"),
            ),
        ]
    } else {
        let what = format!("Action {}: what will be done?", place + 1);
        vec![
            Prompt::own(&what, "What", Kind::Line),
            Prompt::own("Who will do it?", "Who", Kind::Line).hint("Their role, not their name"),
            Prompt::own("By when?", "By when", Kind::Date).hint("For example 27 3 2027, or 5 working days").to_come(),
            optional(Prompt::own("How will you know that it is done?", "How we will know", Kind::Line)),
            optional(Prompt::own("What happens if it is not done?", "If it is not done", Kind::Line)),
        ]
    };
    // Before there is an entry, the first field takes what the whole list may be given instead.
    if let Some(first) = prompts.first_mut().filter(|_| is_empty) {
        first.optional = of.optional;
        first.why_not = of.why_not;
        first.dont_know = of.dont_know;
    }
    prompts
}

/// True if a kind of answer is asked field by field.
pub(crate) fn has_fields(name: Name<'_>, kind: Kind) -> bool {
    !matches!(name, Name::Check(_)) && matches!(kind, Kind::People | Kind::Actions)
}
