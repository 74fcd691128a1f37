//! The options of a prompt together with the answers that are not options.

use crate::prompt::Answer;
use crate::prompt::Choice;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Refusal;

// No strategy can name an option so: ids hold letters, digits and hyphens.
const DONT_KNOW: &str = ":unknown";
const BLANK: &str = ":blank";
const NO_ANSWER: &str = ":none";

/// What somebody meant by what they chose.
pub(crate) enum Meant {
    /// An answer that the prompt accepts.
    Answer(Answer),
    /// There is no answer: the reason has to be asked for.
    NoAnswer,
}

/// The prompt with everything on its list that can be chosen here, so that one number means one thing.
pub(crate) fn offered(prompt: &Prompt) -> Prompt {
    let mut all = prompt.clone();
    let mut add = |offered: bool, id: &str, label: &str| {
        if offered {
            let mut choice = Choice::new(id, label);
            choice.alone = true;
            all.options.push(choice);
        }
    };
    add(prompt.dont_know, DONT_KNOW, "I do not know");
    add(prompt.optional, BLANK, "Leave this blank");
    add(prompt.why_not, NO_ANSWER, "There is no answer: say why");
    if prompt.kind == Kind::Choices {
        // How many are wanted is for the prompt itself; "I do not know" is one where it asks for two.
        all.at_least = None;
        all.at_most = None;
    }
    all.optional = false;
    all
}

/// What a choice from [`offered`] stands for.
pub(crate) fn meant(prompt: &Prompt, chosen: Answer) -> Result<Meant, Refusal> {
    let id = match &chosen {
        Answer::Choice(id) => id.as_str(),
        Answer::Choices(ids) => match ids.as_slice() {
            [one] => one.as_str(),
            _ => "",
        },
        _ => "",
    };
    let answer = match id {
        DONT_KNOW => Answer::DontKnow,
        BLANK => Answer::Blank,
        NO_ANSWER if prompt.why_not => return Ok(Meant::NoAnswer),
        _ => chosen,
    };
    prompt.accept(answer).map(Meant::Answer)
}
