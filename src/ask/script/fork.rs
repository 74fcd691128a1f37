//! Beyond an answer that is missing and that decides the way: what else is missing, whatever it is.

use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::script::Missing;
use crate::ask::script::Script;
use crate::finding::Findings;
use crate::prompt::Action;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Person;

/// One question of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) leg: usize,
    pub(crate) path: String,
    pub(crate) round: usize,
    pub(crate) nth: Option<usize>,
    pub(crate) which: Which,
}

/// What is asked of a step, or of the whole review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// Its own answer.
    Step,
    /// Whether what it waits for has happened.
    Happened,
    /// What the review is about.
    About,
}

/// Where answers could not go on, and every answer that would have let them.
#[derive(Debug, Clone)]
pub struct Fork {
    at: At,
    answers: Vec<Answer>,
}

impl Script {
    /// Where it could not go on, if some answer there would let it.
    pub fn fork(&self) -> Option<&Fork> {
        self.fork.as_ref()
    }

    /// The same answers from the start, once for each answer that would let them go on.
    pub fn beyond(&self, fork: &Fork) -> Vec<Self> {
        let assumed = |answer: &Answer| {
            let mut other = self.again();
            other.assumed = self.assumed.iter().cloned().chain([(fork.at.clone(), answer.clone())]).collect();
            other
        };
        fork.answers.iter().map(assumed).collect()
    }

    /// Of the ways beyond a fork, those on which most of the file is asked for: they are what it was written for.
    pub fn likely(ways: Vec<Self>) -> Vec<Self> {
        let asked_for = |way: &Self| way.used.borrow().len();
        let most = ways.iter().map(asked_for).max().unwrap_or_default();
        ways.into_iter().filter(|way| asked_for(way) == most).collect()
    }

    /// True if all of these could not go on at the same question.
    pub fn meet_again(ways: &[Self]) -> bool {
        let at = |way: &Self| way.fork.as_ref().map(|fork| fork.at.clone());
        ways.windows(2).all(|two| at(&two[0]) == at(&two[1]))
    }

    /// Adds what is missing on each of these ways.
    pub fn missing_on_all(ways: &[Self], found: &mut Findings) {
        let Some((first, others)) = ways.split_first() else { return };
        let known: Vec<String> = found.list.iter().map(|finding| finding.says.clone()).collect();
        // A misspelt step is one fault, not also a missing one.
        let is_known = |says: &str| {
            let path = says.split('`').nth(1).unwrap_or_default();
            let meant = format!("did you mean `{}`", path.rsplit('.').next().unwrap_or(path));
            known.iter().any(|its| its == says || its.contains(&meant))
        };
        let is_on_all = |missing: &Missing| others.iter().all(|way| way.missing.contains(missing));
        for missing in first.missing.iter().filter(|missing| !is_known(&missing.2) && is_on_all(missing)) {
            let (span, code, says) = missing;
            found.add(code, span.clone(), says.clone());
        }
    }

    /// The answer that is taken for granted here.
    pub(super) fn assumed(&self, at: &At) -> Option<Answer> {
        self.assumed.iter().find(|(its, _)| its == at).map(|(_, answer)| answer.clone())
    }

    /// An answer that is taken for granted. Where it is none any more, such as a reply whose day has not passed, it
    /// cannot go on.
    pub(super) fn take_for_granted(&mut self, answer: Answer, question: &Question<'_>) -> Reply {
        match question.prompt.accept(answer) {
            Ok(answer) => Reply::Answer(answer),
            Err(_) => {
                self.stuck = true;
                Reply::Ended
            }
        }
    }

    /// It cannot go on here without an answer.
    pub(super) fn stuck_at(&mut self, at: At, question: &Question<'_>) {
        let answers = possible(question);
        if !self.partial && !answers.is_empty() {
            self.fork = Some(Fork { at, answers });
        }
    }
}

/// Every answer that a question may have, as far as rows can tell them apart.
fn possible(question: &Question<'_>) -> Vec<Answer> {
    let prompt = question.prompt;
    let ids = || prompt.options.iter().map(|option| option.id.clone());
    let many = usize::try_from(prompt.at_least.unwrap_or(1)).unwrap_or(1).max(1);
    let words = || "-".to_owned();
    let given: Vec<Answer> = match prompt.kind {
        Kind::YesNo | Kind::Choice => ids().map(Answer::Choice).collect(),
        Kind::Choices => ids().map(|id| Answer::Choices(vec![id])).collect(),
        Kind::Number => [prompt.at_least, prompt.at_most, Some(1)].into_iter().flatten().map(Answer::Number).collect(),
        Kind::People => vec![Answer::People(vec![Person { role: words(), agency: words() }; many])],
        Kind::Actions => {
            let by = Some(question.reading.today);
            let action = Action { what: words(), who: words(), by, known_by: words(), if_not: words() };
            vec![Answer::Actions(vec![action; many])]
        }
        _ => Vec::new(),
    };
    let all = given.into_iter().chain([Answer::DontKnow]);
    all.filter_map(|answer| prompt.accept(answer).ok()).collect()
}
