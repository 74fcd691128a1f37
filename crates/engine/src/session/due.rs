//! Due dates: every date that is given must be met, so the earliest is the due date.

use chrono::NaiveDate;
use chrono::NaiveTime;

use crate::calendar;
use crate::calendar::Calendar;
use crate::calendar::Length;
use crate::calendar::Moment;
use crate::calendar::Unit;
use crate::prompt::Answer;
use crate::session::Dating;
use crate::session::state::State;
use crate::settings::Settings;
use crate::strategy::DueRow;
use crate::strategy::From;
use crate::strategy::Strategy;

/// A due date, with how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The day.
    pub day: NaiveDate,
    /// The time on that day, for a length in hours.
    pub time: Option<NaiveTime>,
    /// How it came about, in words.
    pub basis: String,
    /// False if the strategy says that its number is to be confirmed, or has none.
    pub confirmed: bool,
    /// True if bank holidays in it were worked out by rule.
    pub provisional: bool,
    /// The latest day to which it may be put back once.
    pub extend_to: Option<NaiveDate>,
    /// Why that day, in the person's own words.
    pub why: Option<String>,
}

/// Whether there is a due date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DueIs {
    /// There is none.
    None,
    /// The procedure's number is not known here: somebody must type the day. No later than this, if there is a limit.
    Unset(Option<NaiveDate>),
    /// It is this.
    On(Due),
}

/// The strategy in whose words a due date is written, and where its answers stand.
pub(crate) struct Scope<'a> {
    pub(crate) strategy: &'a Strategy,
    pub(crate) prefix: &'a str,
    /// The name under which a typed date is kept: the step's path, or the outcome's name.
    pub(crate) path: String,
    /// The name in the team's settings, after the strategy's.
    pub(crate) id: &'a str,
    pub(crate) stage: Option<usize>,
    /// The day from which it counts unless it says otherwise.
    pub(crate) reached: NaiveDate,
}

struct Candidate {
    typed: bool,
    moment: Moment,
    basis: String,
    provisional: bool,
    verified: bool,
}

/// Works a due date out.
pub(crate) fn due(
    rows: &[DueRow],
    scope: &Scope<'_>,
    state: &State,
    settings: &Settings,
    calendar: &Calendar,
) -> DueIs {
    let mut candidates = Vec::new();
    let Some(row) = fitting(rows, scope, state) else { return DueIs::None };
    collect(row, scope, state, calendar, &mut candidates);
    // Its own stage holds every date inside it, and so does each stage around a strategy that is run.
    let own = scope.stage.map(|stage| (scope.strategy, scope.prefix, stage));
    for (strategy, prefix, stage) in own.into_iter().chain(state.outer_stages()) {
        let scope = Scope { strategy, prefix, path: scope.path.clone(), ..*scope };
        if let Some(row) = fitting(&strategy.stages[stage].due, &scope, state) {
            collect(row, &scope, state, calendar, &mut candidates);
        }
    }
    let typed = state.dated.get(&(state.leg(), scope.path.clone())).map(Vec::as_slice).unwrap_or_default();
    let mut typed_why = None;
    if row.unset {
        // Where somebody has to choose the day, one that had passed before it was reached cannot be met any more.
        candidates.retain(|candidate| candidate.moment.day >= scope.reached);
        let key = format!("{}.{}", scope.strategy.id, scope.id);
        if let Some(length) = settings.limits.get(&key) {
            let start = start(row, scope, state);
            let mut candidate = counted(calendar, start, *length, row.verified);
            candidate.basis = format!("{}; the team set this length", candidate.basis);
            candidates.push(candidate);
        } else if let Some(dated) =
            typed.iter().rev().find(|dated| matches!(dated.how, Dating::Typed | Dating::FindOut))
        {
            let on = calendar::medium(dated.day);
            let basis = match dated.how {
                Dating::FindOut => format!(
                    "the procedure's own date is not known yet; to be found out by this day, as written on {on}"
                ),
                _ => format!("the day chosen on {on}; this procedure has no number of days set here"),
            };
            typed_why.clone_from(&dated.why);
            candidates.push(Candidate {
                moment: dated.by.into(),
                basis,
                provisional: false,
                verified: false,
                typed: true,
            });
        } else {
            return DueIs::Unset(earliest(&candidates).map(|candidate| candidate.moment.day));
        }
    }
    let Some(first) = earliest(&candidates) else { return DueIs::None };
    let extend_to = row.extend_to.map(|length| calendar.count(start(row, scope, state), length).due.day);
    let mut due = Due {
        day: first.moment.day,
        time: first.moment.time,
        basis: first.basis.clone(),
        confirmed: first.verified,
        provisional: first.provisional,
        extend_to,
        why: typed_why.filter(|_| first.typed),
    };
    for dated in typed {
        let moved = match dated.how {
            Dating::BroughtForward if dated.by < due.day => "brought forward",
            Dating::Extended if due.extend_to.is_some_and(|latest| dated.by <= latest) && dated.by > due.day => {
                "put back once"
            }
            _ => continue,
        };
        due.basis = format!("{moved} on {} from {}", calendar::medium(dated.day), calendar::medium(due.day));
        due.why.clone_from(&dated.why);
        due.day = dated.by;
        due.time = None;
        due.extend_to = None;
    }
    DueIs::On(due)
}

fn fitting<'a>(rows: &'a [DueRow], scope: &Scope<'_>, state: &State) -> Option<&'a DueRow> {
    rows.iter().find(|row| {
        row.when.iter().all(|column| state.column_fits(column, scope.prefix, scope.strategy, scope.reached))
    })
}

fn earliest(candidates: &[Candidate]) -> Option<&Candidate> {
    candidates.iter().min_by_key(|candidate| (candidate.moment.day, candidate.moment.time.unwrap_or(NaiveTime::MIN)))
}

fn collect(row: &DueRow, scope: &Scope<'_>, state: &State, calendar: &Calendar, candidates: &mut Vec<Candidate>) {
    let start = start(row, scope, state);
    for length in &row.within {
        candidates.push(counted(calendar, start, *length, row.verified));
    }
    for path in &row.by {
        let full = format!("{}{path}", scope.prefix);
        if let Some(Answer::Date(moment)) = state.latest(state.leg(), &full).map(|given| &given.answer) {
            let label = scope.strategy.at(path).map_or(path.as_str(), |step| step.label.as_str());
            candidates.push(Candidate {
                moment: *moment,
                basis: format!("the day given for \"{label}\""),
                provisional: false,
                verified: true,
                typed: false,
            });
        }
    }
}

fn counted(calendar: &Calendar, start: Moment, length: Length, verified: bool) -> Candidate {
    let counted = calendar.count(start, length);
    let basis = match length.unit {
        Unit::SameDay => "the same day".to_owned(),
        _ => counted.basis(),
    };
    Candidate { moment: counted.due, basis, provisional: counted.provisional, verified, typed: false }
}

/// What the lengths of a row are counted from. Without the answer that it names, the day on which it was reached.
fn start(row: &DueRow, scope: &Scope<'_>, state: &State) -> Moment {
    let reached = Moment::from(scope.reached);
    match &row.from {
        From::Today => reached,
        From::Step(path) => match state.latest(state.leg(), &format!("{}{path}", scope.prefix)) {
            Some(given) => match &given.answer {
                Answer::Date(moment) => *moment,
                _ => given.on.map_or(reached, Moment::from),
            },
            None => reached,
        },
        From::DueOf(path) => state
            .due_of
            .get(&(state.leg(), format!("{}{path}", scope.prefix)))
            .map_or(reached, |day| Moment::from(*day)),
    }
}
