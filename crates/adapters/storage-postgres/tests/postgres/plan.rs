//! How PostgreSQL went about statements, by its log.

use crate::place::Place;

/// How it went about one.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) statement: String,
    /// How many pages its reading touched.
    pub(crate) pages: u64,
    pub(crate) nodes: Vec<Node>,
    /// In PostgreSQL's words.
    pub(crate) text: String,
}

/// A step of it, or a walk over rows.
#[derive(Debug)]
pub(crate) struct Node {
    /// Such as `Index Scan` or `Sort`.
    pub(crate) name: String,
    pub(crate) index: Option<String>,
    /// What it walks over.
    pub(crate) table: Option<String>,
    /// By what rows are found, or picked out of those that are.
    pub(crate) conditions: String,
    /// How many rows it came by, all times together.
    pub(crate) rows: u64,
    times: u64,
}

impl Place {
    /// Has the plans logged of all that is asked by sessions that begin from now on.
    pub(crate) fn log_plans(&self) {
        self.set("session_preload_libraries", "auto_explain");
        for (what, value) in [
            ("min_duration", "0"),
            ("analyze", "on"),
            ("buffers", "on"),
            ("timing", "off"),
        ] {
            self.set(&format!("auto_explain.log_{what}"), value);
        }
    }

    /// The plans of all that the product asked, in its order within each session.
    pub(crate) fn plans(&self) -> Vec<Plan> {
        let plans = self.logged().into_iter();
        plans.filter_map(|it| Plan::read(&it.text)).collect()
    }
}

impl Plan {
    fn read(message: &str) -> Option<Self> {
        let (_, told) = message.split_once(" ms  plan:\nQuery Text: ")?;
        let first_node = told[..told.find(COST)?].rfind('\n')? + 1;
        let (statement, text) = told.split_at(first_node);
        let statement: Vec<_> = statement.split_whitespace().collect();
        let mut plan = Self {
            statement: statement.join(" "),
            pages: text.lines().find_map(pages).unwrap_or_default(),
            nodes: Vec::new(),
            text: text.to_owned(),
        };
        for line in text.lines() {
            plan.read_line(line.trim_start().trim_start_matches("->  "));
        }
        Some(plan)
    }

    fn read_line(&mut self, line: &str) {
        if let Some((node, told)) = line.split_once(COST) {
            self.nodes.push(Node::read(node, told));
        } else if let (Some(node), Some((what, value))) =
            (self.nodes.last_mut(), line.split_once(": "))
        {
            if what.ends_with("Cond") || what == "Filter" {
                node.conditions.push_str(value);
            } else if what.starts_with("Rows Removed by") {
                node.rows += node.times * value.parse::<u64>().unwrap();
            }
        }
    }

    /// The walks over this table.
    pub(crate) fn walks<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a Node> {
        let walks = self.nodes.iter();
        walks.filter(move |it| it.table.as_deref() == Some(table))
    }
}

impl Node {
    fn read(node: &str, told: &str) -> Self {
        let (way, on) = node.split_once(" on ").unwrap_or((node, ""));
        let (name, index) = way
            .split_once(" using ")
            .map_or((way, None), |(name, index)| (name, Some(index)));
        let times = figure(told, "loops=");
        let walks = name.contains("Scan");
        Self {
            name: name.trim_end_matches(" Backward").to_owned(),
            index: index.map(str::to_owned),
            table: on.split(' ').next().filter(|_| walks).map(str::to_owned),
            conditions: String::new(),
            rows: figure(told.split_once("actual").map_or("", |it| it.1), "rows=") * times,
            times,
        }
    }
}

/// Stands behind the name of each node.
const COST: &str = "  (cost=";

/// All that a node and those below it touched.
fn pages(line: &str) -> Option<u64> {
    let (_, buffers) = line.split_once("Buffers: shared")?;
    Some(figure(buffers, "hit=") + figure(buffers, "read="))
}

/// The number behind this, or none.
fn figure(text: &str, name: &str) -> u64 {
    let Some((_, figure)) = text.split_once(name) else {
        return 0;
    };
    let end = figure.find(|it: char| !it.is_ascii_digit());
    figure[..end.unwrap_or(figure.len())].parse().unwrap()
}
