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

/// Asks for people or actions, entry by entry, through a backend that can ask for a line, a day or a choice.
pub fn by_fields(ask: &mut dyn Ask, question: &Question<'_>) -> Result<Reply, Failure> {
    let mut afresh = false;
    let mut entries = match question.now {
        Some(answer) => {
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
    loop {
        let count = entries.size().unwrap_or(0);
        if count > 0 {
            match more(ask, question)? {
                Reply::Answer(Answer::Choice(word)) if word == "no" => match question.prompt.accept(entries.clone()) {
                    Ok(answer) => return Ok(Reply::Answer(answer)),
                    Err(refusal) => ask.say(Words::Refusal(&refusal.says))?,
                },
                Reply::Answer(_) => {}
                // Back from "another?" takes the last entry away, so that it can be given again.
                Reply::Back => drop_last(&mut entries),
                other => return leave(ask, question, entries, afresh, other),
            }
        }
        let number = entries.size().unwrap_or(0) + 1;
        let reply = match &mut entries {
            Answer::People(list) => match person(ask, question, number)? {
                Ok(person) => {
                    list.push(person);
                    None
                }
                Err(reply) => Some(reply),
            },
            Answer::Actions(list) => match action(ask, question, number)? {
                Ok(action) => {
                    list.push(action);
                    None
                }
                Err(reply) => Some(reply),
            },
            _ => Some(Reply::Back),
        };
        match reply {
            None => {}
            Some(Reply::Answer(instead)) => return Ok(Reply::Answer(instead)),
            // Back from a first field leaves the entry; from the very first, the question.
            Some(Reply::Back) if number > 1 => {}
            Some(reply) => return leave(ask, question, entries, afresh, reply),
        }
    }
}

/// Leaves a list in the middle. Who leaves means what is there already: it is the answer, and the reply comes at the
/// next prompt. Only a list that was begun afresh does not take the place of the one before it.
fn leave(
    ask: &mut dyn Ask,
    question: &Question<'_>,
    entries: Answer,
    afresh: bool,
    reply: Reply,
) -> Result<Reply, Failure> {
    if reply == Reply::Back || entries.size() == Some(0) {
        return Ok(reply);
    }
    if let Some(answer) = question.prompt.accept(entries).ok().filter(|_| !afresh) {
        ask.then(reply);
        return Ok(Reply::Answer(answer));
    }
    ask.say(Words::Text("What you typed for this question was not saved."))?;
    Ok(reply)
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

fn drop_last(entries: &mut Answer) {
    match entries {
        Answer::People(list) => drop(list.pop()),
        Answer::Actions(list) => drop(list.pop()),
        _ => {}
    }
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

/// Asks fields one after another; back goes to the field before.
fn fields(
    ask: &mut dyn Ask,
    question: &Question<'_>,
    prompts: &[Prompt],
) -> Result<Result<Vec<Answer>, Reply>, Failure> {
    let mut given: Vec<Answer> = Vec::new();
    while given.len() < prompts.len() {
        let prompt = &prompts[given.len()];
        match ask.ask(&Question { prompt, now: None, of: None, ..*question })? {
            // What is given instead at the first field is instead of the whole list: nothing more is asked.
            Reply::Answer(instead @ (Answer::Blank | Answer::WhyNot(_) | Answer::DontKnow)) if given.is_empty() => {
                return Ok(Err(Reply::Answer(instead)));
            }
            Reply::Answer(answer) => given.push(answer),
            Reply::Back if !given.is_empty() => drop(given.pop()),
            other => {
                if !given.is_empty() {
                    ask.say(Words::Text("This entry was not complete, so it is not saved."))?;
                }
                return Ok(Err(other));
            }
        }
    }
    Ok(Ok(given))
}

fn text(answer: Option<&Answer>) -> String {
    match answer {
        Some(Answer::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

fn person(ask: &mut dyn Ask, question: &Question<'_>, number: i64) -> Result<Result<Person, Reply>, Failure> {
    let role = if number == 1 { question.prompt.ask.clone() } else { "Who else?".to_owned() };
    let mut first = Prompt::own(&role, "Role", Kind::Line).hint("One person at a time: their role, not their name");
    instead_of_all(&mut first, question.prompt, number);
    let mut second =
        Prompt::own("Which agency, or whose family?", "Agency", Kind::Line).hint("For example: NHS, school, family");
    second.optional = true;
    Ok(match fields(ask, question, &[first, second])? {
        Ok(given) => Ok(Person { role: text(given.first()), agency: text(given.get(1)) }),
        Err(reply) => Err(reply),
    })
}

fn action(ask: &mut dyn Ask, question: &Question<'_>, number: i64) -> Result<Result<Action, Reply>, Failure> {
    if number == 1 {
        ask.say(Words::Text(&question.prompt.ask))?;
    }
    let optional = |prompt: Prompt| Prompt { optional: true, ..prompt };
    let mut what = Prompt::own(&format!("Action {number}: what will be done?"), "What", Kind::Line);
    instead_of_all(&mut what, question.prompt, number);
    let prompts = [
        what,
        Prompt::own("Who will do it?", "Who", Kind::Line).hint("Their role, not their name"),
        Prompt::own("By when?", "By when", Kind::Date).hint("For example 27 3 2027, or 5 working days"),
        optional(Prompt::own("How will you know that it is done?", "How we will know", Kind::Line)),
        optional(Prompt::own("What happens if it is not done?", "If it is not done", Kind::Line)),
    ];
    Ok(match fields(ask, question, &prompts)? {
        Ok(given) => Ok(Action {
            what: text(given.first()),
            who: text(given.get(1)),
            by: match given.get(2) {
                Some(Answer::Date(day)) => Some(day.day),
                _ => None,
            },
            known_by: text(given.get(3)),
            if_not: text(given.get(4)),
        }),
        Err(reply) => Err(reply),
    })
}

/// Before there is an entry, the first field takes what the whole list may be given instead.
fn instead_of_all(first: &mut Prompt, of: &Prompt, number: i64) {
    first.optional = of.optional && number == 1;
    first.why_not = of.why_not && number == 1;
    first.dont_know = of.dont_know && number == 1;
}

/// True if a kind of answer is asked field by field.
pub(crate) fn has_fields(name: Name<'_>, kind: Kind) -> bool {
    !matches!(name, Name::Check(_)) && matches!(kind, Kind::People | Kind::Actions)
}
