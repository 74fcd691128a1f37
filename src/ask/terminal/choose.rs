//! Choices, with the ways out of a question below them.

use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::ask::screen::Meant;
use crate::ask::screen::Screen;
use crate::ask::screen::about_risk;
use crate::ask::screen::meant;
use crate::ask::screen::numbered;
use crate::ask::screen::offered;
use crate::ask::screen::safe;
use crate::ask::terminal::Terminal;
use crate::ask::terminal::menu;
use crate::ask::terminal::menu::Picked;
use crate::failure::Failure;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;

use console::Term;

/// Rows that must be left around a menu; in a lower window, options are numbered and their numbers are typed.
const ROWS_AROUND: usize = 5;
/// Below this many columns, likewise.
const FEWEST_COLUMNS: usize = 20;

const CARRY_ON: &str = "Carry on";
const WHY: &str = "Why is this asked?";
const OTHERWISE: &str = "None of these: go back, save, and so on";

/// What came of showing a menu once.
enum Shown {
    Reply(Reply),
    Answer(Answer),
    ShortMenu,
    EveryWay,
    Again,
}

impl Terminal {
    /// Puts a prompt that is answered by choosing.
    pub(super) fn choose(&mut self, question: &Question<'_>) -> Result<Reply, Failure> {
        let prompt = question.prompt;
        let all = offered(prompt);
        let several = prompt.kind == Kind::Choices;
        let mut labels: Vec<String> = all.options.iter().map(|option| safe(&option.label).replace('\n', " ")).collect();
        let ways = if several { vec![(OTHERWISE.to_owned(), None)] } else { leaving(question) };
        let size = Term::stderr().size();
        let (rows, columns) = (usize::from(size.0), usize::from(size.1));
        let wrapped: Vec<String> = labels.iter().map(|label| menu::wrapped(label, columns)).collect();
        let high = if several { labels.len() } else { wrapped.iter().map(|label| label.lines().count()).sum() };
        if high + ways.len() + ROWS_AROUND > rows || columns < FEWEST_COLUMNS {
            return self.typing(|typing| typing.ask(question));
        }
        self.screen.put(question)?;
        if several && labels.iter().any(|label| menu::cut(label, columns) != *label) {
            // The menu to mark several in has room for their beginnings only.
            numbered(&mut self.screen, &all.options)?;
            labels = labels.iter().enumerate().map(|(place, label)| format!("{}  {label}", place + 1)).collect();
        }
        if let Some(now) = question.now {
            self.screen.put_now(question, now, false)?;
        }
        if several {
            self.screen.once(
                "marks",
                "Arrow keys move, Space marks, Enter finishes. Esc opens a short menu; there, ! is for risk now.",
            )?;
        } else if about_risk(question.name) {
            self.screen.once(
                "arrows-alone",
                "Choose with the arrow keys, then Enter. Esc opens a short menu, ? a longer one.",
            )?;
        } else {
            self.screen.once(
                "arrows",
                "Choose with the arrow keys, then Enter. Esc opens a short menu, ? a longer one; ! is for risk now.",
            )?;
        }
        let below = ways.iter().map(|(label, _)| label);
        let items: Vec<String> = if several {
            labels.iter().chain(below).map(|label| menu::cut(label, columns)).collect()
        } else {
            wrapped.into_iter().chain(below.map(|label| menu::wrapped(label, columns))).collect()
        };
        loop {
            let shown = if several {
                self.show_several(question, &all, &items)?
            } else {
                self.show_one(question, &all, &items, &ways)?
            };
            let chosen = match shown {
                Shown::Reply(reply) => return Ok(reply),
                Shown::Answer(chosen) => meant(prompt, chosen),
                Shown::ShortMenu | Shown::EveryWay => {
                    let menu = if matches!(shown, Shown::ShortMenu) { short_menu } else { every_way };
                    match menu(&mut self.screen, question)? {
                        Some(reply) => return Ok(reply),
                        None if several => {
                            self.screen.block("", "", "The marks are as they were at first: mark again.")?;
                            continue;
                        }
                        None => continue,
                    }
                }
                Shown::Again => continue,
            };
            match chosen {
                Ok(Meant::Answer(answer)) => return Ok(Reply::Answer(answer)),
                Ok(Meant::NoAnswer) => {
                    if let Some(reply) = self.typing(|typing| typing.no_answer(question))? {
                        return Ok(reply);
                    }
                }
                Err(refusal) => self.screen.say(Words::Refusal(&prompt.refused(&refusal)))?,
            }
        }
    }

    fn show_one(
        &mut self,
        question: &Question<'_>,
        all: &Prompt,
        items: &[String],
        ways: &[(String, Option<Reply>)],
    ) -> Result<Shown, Failure> {
        // The answer so far is marked: Enter keeps it. Otherwise nothing is, and Enter does nothing.
        let first = match question.now {
            Some(Answer::Choice(id)) => all.options.iter().position(|option| option.id == *id),
            _ => None,
        };
        let place = match menu::one(items, ways.len(), first) {
            Picked::Chosen(place) => place,
            other => return not_chosen(&mut self.screen, &other),
        };
        chosen(&mut self.screen, items.get(place))?;
        Ok(match all.options.get(place) {
            Some(option) => Shown::Answer(Answer::Choice(option.id.clone())),
            None => match ways.get(place - all.options.len()) {
                Some((_, Some(reply))) => Shown::Reply(reply.clone()),
                _ => Shown::ShortMenu,
            },
        })
    }

    fn show_several(&mut self, question: &Question<'_>, all: &Prompt, items: &[String]) -> Result<Shown, Failure> {
        let before = match question.now {
            Some(Answer::Choices(ids)) => ids.as_slice(),
            _ => &[],
        };
        let mut marked: Vec<bool> = all.options.iter().map(|option| before.contains(&option.id)).collect();
        marked.resize(items.len(), false);
        let places = match menu::several(items, &marked) {
            Picked::Chosen(places) => places,
            other => return not_chosen(&mut self.screen, &other),
        };
        if places.iter().any(|&place| place >= all.options.len()) {
            return Ok(Shown::ShortMenu);
        }
        for &place in &places {
            chosen(&mut self.screen, items.get(place))?;
        }
        let ids: Vec<String> =
            places.iter().filter_map(|&place| all.options.get(place)).map(|it| it.id.clone()).collect();
        let none = ids.is_empty() && question.prompt.optional;
        Ok(Shown::Answer(if none { Answer::Blank } else { Answer::Choices(ids) }))
    }
}

/// A menu takes itself away: one line stays, with what was chosen.
fn chosen(screen: &mut Screen, item: Option<&String>) -> Result<(), Failure> {
    screen.block("> ", "  ", item.map_or("", String::as_str))
}

fn not_chosen<T>(screen: &mut Screen, picked: &Picked<T>) -> Result<Shown, Failure> {
    Ok(match picked {
        Picked::Escape => Shown::ShortMenu,
        Picked::EveryWay => Shown::EveryWay,
        Picked::AtRisk => Shown::Reply(Reply::AtRisk),
        Picked::Interrupted => Shown::Reply(Reply::Interrupted),
        Picked::Ended => Shown::Reply(Reply::Ended),
        Picked::Chosen(_) | Picked::Pasted => {
            screen.block("", "", "That looked like pasted text, so nothing was chosen.")?;
            Shown::Again
        }
    })
}

/// The short menu: what nobody should have to look for. Esc in it carries on, `?` shows the rest.
pub(super) fn short_menu(screen: &mut Screen, question: &Question<'_>) -> Result<Option<Reply>, Failure> {
    let mut ways = first_ways();
    ways.push((CARRY_ON.to_owned(), None));
    out_of(screen, question, &ways)
}

/// A child's safety, the way back, and the way out.
fn first_ways() -> Vec<(String, Option<Reply>)> {
    vec![
        ("A child may be at risk now".to_owned(), Some(Reply::AtRisk)),
        ("Go back".to_owned(), Some(Reply::Back)),
        ("Save and stop".to_owned(), Some(Reply::Save)),
    ]
}

/// Every way out of a question, and why it is asked.
fn every_way(screen: &mut Screen, question: &Question<'_>) -> Result<Option<Reply>, Failure> {
    let mut ways = first_ways();
    if question.name.is_of_a_review() {
        ways.push(("Withdraw this review".to_owned(), Some(Reply::Withdraw)));
        ways.push(("Go on in another way".to_owned(), Some(Reply::Elsewhere)));
    }
    for name in &screen.anytime {
        ways.push((format!(":{name}"), Some(Reply::Anytime(name.clone()))));
    }
    if question.prompt.why.is_some() {
        ways.push((WHY.to_owned(), None));
    }
    ways.push((CARRY_ON.to_owned(), None));
    out_of(screen, question, &ways)
}

/// Shows ways out of a question until one is chosen, or somebody carries on.
fn out_of(
    screen: &mut Screen,
    question: &Question<'_>,
    ways: &[(String, Option<Reply>)],
) -> Result<Option<Reply>, Failure> {
    let columns = usize::from(Term::stderr().size().1);
    let labels: Vec<String> = ways.iter().map(|(label, _)| menu::wrapped(label, columns)).collect();
    loop {
        let place = match menu::one(&labels, 0, None) {
            Picked::Chosen(place) => place,
            Picked::Escape => return Ok(None),
            Picked::EveryWay => return every_way(screen, question),
            other => match not_chosen(screen, &other)? {
                Shown::Reply(reply) => return Ok(Some(reply)),
                _ => continue,
            },
        };
        if ways.get(place).is_some_and(|way| way.1.is_some()) {
            chosen(screen, labels.get(place))?;
        }
        if let Some(why) = question.prompt.why.as_deref().filter(|_| ways.get(place).is_some_and(|way| way.0 == WHY)) {
            screen.block("", "", why)?;
        }
        return Ok(ways.get(place).and_then(|(_, reply)| reply.clone()));
    }
}

/// The ways out that stand below the options.
fn leaving(question: &Question<'_>) -> Vec<(String, Option<Reply>)> {
    let mut ways = vec![("Go back".to_owned(), Some(Reply::Back)), ("Save and stop".to_owned(), Some(Reply::Save))];
    if !about_risk(question.name) {
        ways.push(("A child may be at risk now".to_owned(), Some(Reply::AtRisk)));
    }
    ways
}
