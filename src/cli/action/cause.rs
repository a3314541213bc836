//! `tickmark action cause`: the diagram of the cause, shown and edited node by node (ISO/IEC 42001, 10.2 b 2).

use clap::{ArgGroup, Args, Subcommand};
use serde::Serialize;

use crate::{
    caps::Caps,
    error::{Error, Result},
    session::{
        self,
        domain::{
            action::{
                Branch, Cause, CauseMethod, CauseNode, CorrectiveAction, Gate, Stem, Strokes, Way,
            },
            guard::Refusal,
            id::ActionId,
        },
    },
};

use super::super::{
    Place,
    output::{Reply, field, line},
    pick, words,
};

/// Show and edit the diagram of the cause: a chain of whys, a fishbone or a fault tree.
///
/// Every node has a number, which stays the same wherever the node is moved. Each edit prints the diagram, or with --json
/// one document.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark action cause add C-2M9VTA 'Nobody checked the register'            the next why of the chain
  tickmark action cause add C-2M9VTA 'No step for it' --branch process        a fishbone
  tickmark action cause add C-2M9VTA 'Released untested' --method fault-tree  its top event
  tickmark action cause add C-2M9VTA 'Gate waived' --under 1
  tickmark action cause set C-2M9VTA 1 --gate and
  tickmark action cause root C-2M9VTA 2 3")]
pub(super) struct CauseCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Show(Show),
    Add(Add),
    Set(Set),
    Move(Move),
    Root(Root),
    Remove(Remove),
}

/// Draw the diagram of the cause.
#[derive(Debug, Args)]
struct Show {
    /// The corrective action.
    id: String,

    /// Draw with ASCII characters only.
    #[arg(long)]
    ascii: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// Add a why, a cause or an event, and print the diagram.
///
/// Without --under and --branch it goes to the end of the chain, or below the top event of the fault tree.
#[derive(Debug, Args)]
struct Add {
    /// The corrective action.
    id: String,

    /// What it says.
    text: String,

    /// The node that it goes under; in a chain, right after.
    #[arg(long, value_name = "N", conflicts_with = "branch")]
    under: Option<String>,

    /// The branch of the fishbone that it goes on.
    #[arg(long, value_name = "BRANCH", value_parser = words::branch())]
    branch: Option<Branch>,

    /// Take this method first; what is drawn by another one stays.
    #[arg(long, value_name = "METHOD", value_parser = words::cause_method())]
    method: Option<CauseMethod>,

    /// Mark it as a root cause.
    #[arg(long)]
    root: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// Write what a node says, or how the events below it bring it about.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).multiple(true).args(["text", "gate"])))]
struct Set {
    /// The corrective action.
    id: String,

    /// The node, by its number.
    node: String,

    /// What it says.
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,

    /// How the events below it bring it about: together, or each alone.
    #[arg(long, value_name = "GATE", value_parser = words::gate())]
    gate: Option<Gate>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// Move a node, and all that is under it.
#[derive(Debug, Args)]
struct Move {
    /// The corrective action.
    id: String,

    /// The node, by its number.
    node: String,

    #[command(flatten)]
    to: Target,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// Where a node is moved: one of these.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Target {
    /// Under this node, as the last; in a chain, right after it.
    #[arg(long, value_name = "N")]
    under: Option<String>,

    /// On this branch of the fishbone, as the last.
    #[arg(long, value_name = "BRANCH", value_parser = words::branch())]
    branch: Option<Branch>,

    /// To the end of the chain, or below the top event.
    #[arg(long)]
    end: bool,

    /// Before the one before it; on a fishbone from branch to branch, too.
    #[arg(long)]
    up: bool,

    /// Behind the next one.
    #[arg(long)]
    down: bool,
}

/// Mark nodes as root causes, one or several, or take the mark back.
#[derive(Debug, Args)]
struct Root {
    /// The corrective action.
    id: String,

    /// The nodes, by their numbers.
    #[arg(required = true)]
    nodes: Vec<String>,

    /// Take the mark back.
    #[arg(long)]
    not: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// Remove a node and all that is under it; in a chain the why alone.
#[derive(Debug, Args)]
struct Remove {
    /// The corrective action.
    id: String,

    /// The node, by its number.
    node: String,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    id: &'a ActionId,
    method: Option<CauseMethod>,
    nodes: Vec<Node<'a>>,
    roots: Vec<&'a str>,
    root: String,
    not_found_earlier: &'a str,
    faults: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Node<'a> {
    id: &'a str,
    under: Option<&'a str>,
    depth: usize,
    branch: Option<Branch>,
    gate: Option<Gate>,
    text: &'a str,
    root: bool,
}

pub(super) fn run(command: CauseCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::Show(verb) => show(&verb, place),
        Verb::Add(verb) => add(&verb, place),
        Verb::Set(verb) => {
            let what = format!("{} written", verb.node);
            edit(place, &verb.id, verb.json, None, &what, |cause| {
                if let Some(text) = &verb.text {
                    cause.write(&verb.node, text)?;
                }
                verb.gate
                    .map_or(Ok(()), |gate| cause.join(&verb.node, gate))
            })
        }
        Verb::Move(verb) => shift(&verb, place),
        Verb::Root(verb) => {
            let said = if verb.not {
                "no root cause"
            } else {
                "root cause"
            };
            let what = format!("{} {said}", verb.nodes.join(", "));
            edit(place, &verb.id, verb.json, None, &what, |cause| {
                let mut nodes = verb.nodes.iter();
                nodes.try_for_each(|node| cause.mark(node, !verb.not))
            })
        }
        Verb::Remove(verb) => {
            let what = format!("{} removed", verb.node);
            edit(place, &verb.id, verb.json, None, &what, |cause| {
                cause.remove(&verb.node).map(|_| ())
            })
        }
    }
}

/// Returns the strokes that this terminal can show.
pub(super) fn strokes() -> Strokes {
    if Caps::detect().utf8 {
        Strokes::unicode()
    } else {
        Strokes::ascii()
    }
}

fn show(verb: &Show, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let (papers, action) = pick::action(&session, &verb.id)?;
    if verb.json {
        return json(action);
    }
    let what = action.happened(&papers.findings);
    let strokes = if verb.ascii {
        Strokes::ascii()
    } else {
        strokes()
    };
    Ok(text(action, &what, &strokes))
}

fn add(verb: &Add, place: &Place) -> Result<Reply> {
    let inferred = verb.branch.map(|_| CauseMethod::Fishbone);
    let method = verb.method.or(inferred);
    let spot = session::cause::spot(verb.under.as_deref(), verb.branch);
    edit(place, &verb.id, verb.json, method, "cause added", |cause| {
        if let Some(method) = verb.method {
            cause.method = method;
        }
        let id = cause.add(&verb.text, &spot)?;
        if verb.root {
            cause.mark(&id, true)?;
        }
        Ok(())
    })
}

fn shift(verb: &Move, place: &Place) -> Result<Reply> {
    let what = format!("{} moved", verb.node);
    edit(place, &verb.id, verb.json, None, &what, |cause| {
        if verb.to.up || verb.to.down {
            let way = if verb.to.up { Way::Up } else { Way::Down };
            return cause.shift(&verb.node, way).map(|_| ());
        }
        let spot = session::cause::spot(verb.to.under.as_deref(), verb.to.branch);
        cause.take(&verb.node, &spot)
    })
}

/// Edits the diagram and answers with it as it is now.
fn edit(
    place: &Place,
    id: &str,
    as_json: bool,
    begun: Option<CauseMethod>,
    what: &str,
    change: impl FnOnce(&mut Cause) -> std::result::Result<(), Refusal>,
) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let (papers, action) = pick::action(&session, id)?;
    let id = action.id.clone();
    let begun = begun.unwrap_or(CauseMethod::FiveWhys);
    let ((), change) = session::cause::edit(papers, &id, begun, what, change)
        .map_err(|refusal| refused(&id, refusal))?;
    let nothing = change.is_empty();
    session.apply(&change)?;
    let (papers, action) = pick::action(&session, id.as_str())?;
    let mut reply = if as_json {
        json(action)?
    } else {
        text(action, &action.happened(&papers.findings), &strokes())
    };
    if nothing {
        reply.note("nothing has changed");
    }
    Ok(reply)
}

fn refused(id: &ActionId, refusal: Refusal) -> Error {
    let reasons = refusal.reasons.into_iter();
    Error::refused(format!("Could not change the cause of {id}"))
        .details(reasons.map(|reason| format!("- {}", line(&reason.text))))
        .hint(format!(
            "tickmark action cause show {id} shows the nodes and their numbers"
        ))
}

fn text(action: &CorrectiveAction, what: &str, strokes: &Strokes) -> Reply {
    let mut reply = Reply::default();
    let Some(cause) = &action.cause else {
        reply.note(format!(
            "{} has no cause yet: tickmark action cause add {0} TEXT",
            action.id
        ));
        return reply;
    };
    reply.line(format!("{}  cause by {}", action.id, cause.method.label()));
    let drawn = cause.drawing(what, strokes);
    for drawn in &drawn {
        reply.line(format!("  {}", line(drawn)));
    }
    field(&mut reply.out, "root cause", &cause.root_cause());
    field(
        &mut reply.out,
        "not found earlier because",
        &cause.not_found_earlier,
    );
    if drawn.is_empty() && cause.method != CauseMethod::Other {
        reply.note("nothing is drawn yet");
    }
    for fault in cause.faults() {
        reply.note(line(&fault).into_owned());
    }
    reply
}

fn json(action: &CorrectiveAction) -> Result<Reply> {
    let cause = action.cause.as_ref();
    let rows = cause.map(Cause::outline).unwrap_or_default();
    let nodes = rows.iter().filter_map(|row| match row.stem {
        Stem::Node(node) => Some(self::node(cause?, node, row.last.len())),
        Stem::Branch(_) => None,
    });
    let roots = cause.map(Cause::roots).unwrap_or_default();
    Reply::json(&Document {
        id: &action.id,
        method: cause.map(|cause| cause.method),
        nodes: nodes.collect(),
        roots: roots.iter().map(|node| node.id.as_str()).collect(),
        root: cause.map(Cause::root_cause).unwrap_or_default(),
        not_found_earlier: cause.map_or("", |cause| &cause.not_found_earlier),
        faults: cause.map(Cause::faults).unwrap_or_default(),
    })
}

fn node<'a>(cause: &'a Cause, node: &'a CauseNode, depth: usize) -> Node<'a> {
    Node {
        id: &node.id,
        under: cause.parent(&node.id),
        depth,
        branch: node.branch,
        gate: node.gate,
        text: &node.text,
        root: node.root,
    }
}
