//! What an audit found, as one document for programs.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::json;

use crate::audit::Change;
use crate::audit::DEFINITIONS;
use crate::audit::FEW;
use crate::audit::Figure;
use crate::audit::Measure;
use crate::audit::Reason;
use crate::audit::Report;
use crate::audit::Share;
use crate::record::Brief;
use crate::render::audit::branches;
use crate::render::json as safely;
use crate::strategy::Sketch;

/// The document. `records` holds what every figure is worked out from, so that another program can do so again.
pub fn json(report: &Report<'_>) -> String {
    let totals = report.totals;
    let needs: Vec<Value> = report
        .needs
        .iter()
        .map(|need| {
            json!({
                "why": need.why.name(),
                "case": need.case,
                "record": need.record,
                "role": need.role,
                "waits-for": need.who,
                "day": need.day,
                "working-days": need.days,
                "yours": need.yours,
                "reason": need.reason == Reason::Said,
                "asked": need.reason != Reason::NeverAsked,
                "since": need.since,
                "new": need.new,
                "said": need.said.iter().map(|(label, said)| json!({ "label": label, "said": said })).collect::<Vec<_>>(),
            })
        })
        .collect();
    let figures: Vec<Value> =
        report.figures.iter().flat_map(|(group, all)| all.iter().map(move |one| figure(group, one))).collect();
    let definitions: serde_json::Map<String, Value> =
        DEFINITIONS.iter().map(|(what, words)| ((*what).to_owned(), Value::from(*words))).collect();
    let thanks: Vec<Value> = report
        .thanks
        .iter()
        .map(
            |it| json!({ "case": it.case, "strategy": it.strategy, "on": it.on, "working-days": it.days, "by": it.by }),
        )
        .collect();
    let document = json!({
        "schema": "rethink-audit-1",
        "invented": report.invented,
        "today": report.today,
        "files": totals.classes().into_iter().collect::<BTreeMap<_, _>>(),
        "not-counted": report.unread.iter().map(|(path, _)| path.display().to_string()).collect::<Vec<_>>(),
        "dates-given": report.given,
        "corrected": report.corrected.iter().map(|(was, is)| json!({ "record": was, "by": is })).collect::<Vec<_>>(),
        "from": report.filter.from,
        "to": report.filter.to,
        "reader": report.reader,
        "last-audit": report.last,
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
        "records": report.heads.iter().map(|head| record(head)).collect::<Vec<_>>(),
    });
    safely(&document)
}

fn figure(group: &str, measure: &Measure) -> Value {
    let mut value = json!({ "group": group, "what": measure.what, "strategy": measure.strategy, "to": measure.to });
    let more = match &measure.figure {
        Figure::Count(many) => json!({ "count": many }),
        Figure::Share(share) => json!({ "part": share.part, "whole": share.whole, "percent": share.percent() }),
        Figure::Few => json!({ "fewer-than": FEW }),
        Figure::Days(days) => {
            json!({ "count": days.many(), "median": days.median(), "percentile-90": days.percentile(90) })
        }
    };
    if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
        value.extend(more);
    }
    value
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

fn record(head: &Brief) -> Value {
    let outcome = head.outcome.as_ref();
    json!({
        "record": &*head.record,
        "case": &*head.case,
        "also": head.also.iter().map(|also| &**also).collect::<Vec<_>>(),
        "date": head.date,
        "written": head.written,
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
        "waits-until": head.waiting.as_ref().map(|waiting| waiting.by),
        "handed-to": head.handover.as_ref().map(|handover| &*handover.role),
        "handed-by": head.handover.as_ref().map(|handover| handover.by),
        "look-again-by": head.look_again,
        "met": head.met.as_ref().map(|met| json!({ "how": met.how, "due": met.due, "on": met.on, "late": met.late })),
        "facts": head.facts.iter().map(|(name, word)| (name.to_string(), Value::from(&**word))).collect::<serde_json::Map<_, _>>(),
    })
}
