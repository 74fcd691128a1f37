//! What an audit found, as one document for programs.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::audit::By;
use crate::audit::Change;
use crate::audit::DEFINITIONS;
use crate::audit::FEW;
use crate::audit::Figure;
use crate::audit::Measure;
use crate::audit::Need;
use crate::audit::Reason;
use crate::audit::Report;
use crate::audit::Share;
use crate::audit::Thanks;
use crate::audit::Why;
use crate::audit::is_agency;
use crate::audit::is_day;
use crate::calendar::Calendar;
use crate::record::Brief;
use crate::render::audit::branches;
use crate::render::json as safely;
use crate::strategy::Sketch;

/// The document. `records` holds what every figure is worked out from, so that another program can do so again.
pub fn json(report: &Report<'_>, calendar: &Calendar) -> String {
    let totals = report.totals;
    let records: Vec<Value> = match (report.anonymous, &report.filter.agency) {
        (false, _) => report.heads.iter().map(|head| record(head)).collect(),
        (true, None) => numbered(report, calendar),
        // Whoever counts the records of one agency counts what is hidden of it.
        (true, Some(_)) => Vec::new(),
    };
    let needs: Vec<Value> = report.needs.iter().map(|one| need(one, report.anonymous)).collect();
    // By the order of their names, these come first in the document.
    let mut at_risk: Vec<&str> = report.at_risk().map(|it| it.case).collect();
    at_risk.dedup();
    let figures: Vec<Value> =
        report.figures.iter().flat_map(|(group, all)| all.iter().map(move |one| figure(group, one))).collect();
    let definitions: Map<String, Value> =
        DEFINITIONS.iter().map(|(what, words)| ((*what).to_owned(), Value::from(*words))).collect();
    let thanks: Vec<Value> = report.thanks.iter().map(|one| thank(one, report.anonymous)).collect();
    let document = json!({
        "schema": "rethink-audit-1",
        "invented": report.invented,
        "practice": report.is_practice,
        "today": report.today,
        "files": totals.classes().into_iter().collect::<BTreeMap<_, _>>(),
        "not-counted": report.unread.iter().map(|(path, _)| path.display().to_string()).collect::<Vec<_>>(),
        "dates-given": report.given,
        "corrected": report.corrected.iter().map(|(was, is)| json!({ "record": was, "by": is })).collect::<Vec<_>>(),
        "from": report.filter.from,
        "to": report.filter.to,
        "group-by": report.by.map(By::word),
        "reader": report.reader,
        "last-audit": report.last,
        "at-risk": at_risk,
        "at-risk-elsewhere": report.at_risk_elsewhere,
        "at-risk-gone": report.risks_gone,
        "needs": needs,
        "waits-on": report
            .turns
            .iter()
            .map(|it| json!({ "who": it.who, "past": it.past, "soon": it.soon, "longest": it.longest }))
            .collect::<Vec<_>>(),
        "figures": figures,
        "compared": report.compared.as_ref().map(|compared| json!({
            "times": compared.times.map(|(from, to)| json!({ "from": from, "to": to })),
            "changes": compared.changes.iter().map(change).collect::<Vec<_>>(),
        })),
        "branches": report.branches.as_ref().map(branches::json),
        "settled-early": thanks,
        "never-came-to": report.never.iter().map(|(id, end)| json!({ "strategy": id, "outcome": end })).collect::<Vec<_>>(),
        "strategies": report.ladder.sketches().map(sketch).collect::<Vec<_>>(),
        "definitions": definitions,
        "records": records,
    });
    safely(&document)
}

/// What needs somebody. For a meeting, no record and no day of one stands beside its case: from one day of a case and its
/// working days, all its days would be known.
fn need(need: &Need<'_>, anonymous: bool) -> Value {
    let value = json!({
        "why": need.why.name(),
        "case": need.case,
        "role": need.role,
        "waits-for": need.who,
        "yours": need.yours,
        "reason": need.reason == Reason::Said,
        "asked": need.reason != Reason::NotReached,
        "agreed-to-differ": need.reason == Reason::Differ,
        "new": need.new,
        "said": need.said.iter().map(|(label, said)| json!({ "label": label, "said": said })).collect::<Vec<_>>(),
    });
    // A day by which something waits is of no record, and a stop is of no case here.
    let is_of_a_record = need.who.is_empty() && need.why != Why::Stopped;
    let small = need.small.filter(|_| !anonymous).map(|risk| {
        let head = &risk.first.head;
        json!({
            "record": head.record, "at": head.at, "at-risk": risk.newest().head.at_risk, "asked": head.asked,
            "review": risk.newest().head.review,
        })
    });
    let value = if anonymous { value } else { with(value, json!({ "small": small })) };
    let day = json!({ "day": need.day, "working-days": need.days });
    let value = if anonymous && is_of_a_record { value } else { with(value, day) };
    if anonymous { value } else { with(value, json!({ "record": need.record, "since": need.since })) }
}

fn thank(thanks: &Thanks<'_>, anonymous: bool) -> Value {
    let value = json!({ "case": thanks.case, "strategy": thanks.strategy, "working-days": thanks.days });
    if anonymous { value } else { with(value, json!({ "on": thanks.on, "by": thanks.by })) }
}

fn figure(group: &str, measure: &Measure) -> Value {
    let value = json!({ "group": group, "what": measure.what, "strategy": measure.strategy, "to": measure.to });
    let more = match &measure.figure {
        Figure::Count(many) => json!({ "count": many }),
        Figure::Share(share) => json!({ "part": share.part, "whole": share.whole, "percent": share.percent() }),
        Figure::Few => json!({ "fewer-than": FEW }),
        Figure::Days(days) => {
            json!({ "count": days.many(), "median": days.median(), "percentile-90": days.percentile(90) })
        }
    };
    with(value, more)
}

fn change(change: &Change) -> Value {
    let share = |share: Share| json!({ "part": share.part, "whole": share.whole, "percent": share.percent() });
    json!({
        "what": change.what,
        "strategy": change.strategy,
        "to": change.to,
        "before": share(change.before),
        "after": share(change.after),
        "too-few": change.is_too_few(),
        "difference": change.difference(),
        "interval": change.interval().map(|interval| [interval.from, interval.to]),
    })
}

fn sketch(sketch: &Sketch) -> Value {
    json!({
        "id": sketch.id,
        "title": sketch.title,
        "place": sketch.place.name(),
        "ends": sketch.ends.iter().map(|end| json!({ "id": end.id, "next": end.next })).collect::<Vec<_>>(),
    })
}

/// A record with its days.
fn record(head: &Brief) -> Value {
    let more = json!({
        "also": head.also.iter().map(|also| &**also).collect::<Vec<_>>(),
        "date": head.date,
        "written": head.written,
        "waits-until": head.waiting.as_ref().map(|waiting| waiting.by),
        "handed-by": head.handover.as_ref().map(|handover| handover.by),
        "look-again-by": head.look_again,
        "met": head.met.as_ref().map(|met| json!({ "how": met.how, "due": met.due, "on": met.on, "late": met.late })),
        "facts": head.facts.iter().map(|(name, word)| (name.to_string(), Value::from(&**word))).collect::<Map<_, _>>(),
    });
    with(of_any(head), more)
}

/// Records for a meeting. With the day and the strategy, the name of a file begins, so no day stands there. Of each day
/// there are the month, its working days after the first record of the case, and in which of the times it lies that were
/// asked for: from these every figure can be worked out again. Its agencies are left out: whoever counts them counts what is
/// hidden.
fn numbered(report: &Report<'_>, calendar: &Calendar) -> Vec<Value> {
    let times = report.compared.as_ref().map_or_else(Vec::new, |compared| compared.times.to_vec());
    let lies_in = |day: NaiveDate| match times.as_slice() {
        [] => vec![report.filter.takes_day(day)],
        times => times.iter().map(|(from, to)| *from <= day && day <= *to).collect(),
    };
    let mut began: BTreeMap<&str, NaiveDate> = BTreeMap::new();
    for head in &report.heads {
        let first = began.entry(&head.case).or_insert(head.date);
        *first = head.date.min(*first);
    }
    let one = |head: &&Brief| {
        let after = |day: NaiveDate| calendar.working_days_between(began[&*head.case], day);
        let (waiting, handover) = (head.waiting.as_ref(), head.handover.as_ref());
        let by = waiting.or(handover).map(|turn| turn.by).or(head.look_again);
        let more = json!({
            "month": head.date.format("%Y-%m").to_string(),
            "working-day": after(head.date),
            "in": lies_in(head.date),
            "by": by.map(|by| json!({ "past": by < report.today, "in": lies_in(by) })),
            "met": head.met.as_ref().map(|met| json!({ "how": met.how, "late": met.late })),
            "facts": head
                .facts
                .iter()
                .filter(|(name, _)| !is_agency(name))
                .map(|(name, word)| (name.to_string(), Value::from(if is_day(word) { "some-day" } else { &**word })))
                .collect::<Map<_, _>>(),
        });
        with(of_any(head), more)
    };
    // Their numbers are in the order of their days.
    report.heads.iter().map(one).collect()
}

/// What leads back to nobody.
fn of_any(head: &Brief) -> Value {
    let outcome = head.outcome.as_ref();
    json!({
        "record": &*head.record,
        "case": &*head.case,
        "date-given": head.date_given,
        "review": &*head.review,
        "part": head.part,
        "continues": head.continues.as_ref().map(|before| &*before.record),
        "follows": head.follows.as_ref().map(|follows| &*follows.record),
        "strategy": &*head.strategy,
        "outcome": outcome.map(|outcome| &*outcome.id),
        "kind": outcome.map(|outcome| &*outcome.kind),
        "next": outcome.and_then(|outcome| outcome.next.as_deref()),
        "waits-for": head.waiting.as_ref().map(|waiting| &*waiting.role),
        "handed-to": head.handover.as_ref().map(|handover| &*handover.role),
    })
}

/// One value with the keys of both.
fn with(mut value: Value, more: Value) -> Value {
    if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
        value.extend(more);
    }
    value
}
