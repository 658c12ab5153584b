// One workload of tests/bench/engine_*_bench.cpp in LangGraph.js: node langgraph.mjs WORKLOAD
// Runs it once to warm up and five times more, and prints the median of what it costs: CPU time of the process (user and
// system) in microseconds per unit, or what the workload says. `start` and `concurrent-once` print nothing: their memory is
// measured from outside. HEDDLE_PEER is the folder that holds node_modules.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const packages = createRequire(join(process.env.HEDDLE_PEER, "package.json"));
const load = (name) => import(pathToFileURL(packages.resolve(name)));
const { Annotation, END, START, Send, StateGraph } = await load("@langchain/langgraph");

const add = (a, b) => a + b;
const append = (list, more) => list.concat(more);
const thread = (id, limit) => ({ recursionLimit: limit, configurable: { thread_id: id } });

function expect(got, wanted) {
    if (got !== wanted) throw new Error(`${workload} came to ${got}, not ${wanted}`);
}

function chain(length, node = () => ({})) {
    const graph = new StateGraph(Annotation.Root({ n: Annotation({ reducer: add, default: () => 0 }) }));
    for (let i = 0; i < length; ++i) graph.addNode(`n${i}`, node).addEdge(i === 0 ? START : `n${i - 1}`, `n${i}`);
    return graph.addEdge(`n${length - 1}`, END).compile();
}

// One node that runs until it has counted to `rounds`.
function loop(rounds, checkpointer) {
    return new StateGraph(Annotation.Root({ n: Annotation({ reducer: add, default: () => 0 }) }))
        .addNode("a", () => ({ n: 1 }))
        .addEdge(START, "a")
        .addConditionalEdges("a", (state) => (state.n < rounds ? "a" : END), ["a", END])
        .compile({ checkpointer });
}

function fanOut() {
    const state = Annotation.Root({ items: Annotation(), l: Annotation({ reducer: append, default: () => [] }) });
    return new StateGraph(state)
        .addNode("s", () => ({}))
        .addNode("p", ({ item }) => ({ l: [item] }))
        .addNode("j", () => ({}))
        .addEdge(START, "s")
        .addConditionalEdges("s", (s) => s.items.map((item) => new Send("p", { item })), ["p"])
        .addEdge("p", "j")
        .addEdge("j", END)
        .compile();
}

// One node that appends a message of 200 bytes until there are `total`.
function talk(total, checkpointer) {
    return new StateGraph(Annotation.Root({ messages: Annotation({ reducer: append, default: () => [] }) }))
        .addNode("a", ({ messages }) => ({ messages: [{ role: "user", content: String(messages.length).padEnd(200, ".") }] }))
        .addEdge(START, "a")
        .addConditionalEdges("a", ({ messages }) => (messages.length < total ? "a" : END), ["a", END])
        .compile({ checkpointer });
}

function cpuUs() {
    const { user, system } = process.cpuUsage();
    return user + system;
}

// A database in a folder of its own; `use` gets its saver, and gives what the workload gives.
async function withDatabase(use) {
    const { SqliteSaver } = await load("@langchain/langgraph-checkpoint-sqlite");
    const folder = mkdtempSync(join(tmpdir(), "heddle-peer-"));
    const file = join(folder, "state.db");
    const saver = SqliteSaver.fromConnString(file);
    try {
        return await use(saver, () => {
            saver.db.pragma("wal_checkpoint(TRUNCATE)");
            return statSync(file).size;
        });
    } finally {
        saver.db.close();
        rmSync(folder, { recursive: true });
    }
}

async function cpuOf(units, work) {
    const before = cpuUs();
    await work();
    return (cpuUs() - before) / units;
}

async function thousandRuns(graph) {
    const runs = Array.from({ length: 1000 }, (_, i) => graph.invoke({ n: 0 }, thread(`r${i}`, 25)));
    for (const state of await Promise.all(runs)) expect(state.n, 0);
}

async function median(once) {
    const values = [];
    for (let i = 0; i < 6; ++i) {
        const value = await once();
        if (i > 0) values.push(value);
    }
    return values.sort((a, b) => a - b)[2];
}

const workloads = {
    // µs per super-step
    async chain() {
        const graph = chain(1000);
        return median(() => cpuOf(1000, () => graph.invoke({ n: 0 }, thread("c", 1010))));
    },
    async loop() {
        const graph = loop(10000);
        return median(() => cpuOf(10000, async () => expect((await graph.invoke({ n: 0 }, thread("l", 10010))).n, 10000)));
    },
    async "durable-loop"() {
        return median(() =>
            withDatabase(async (saver) => {
                const graph = loop(10000, saver);
                return cpuOf(10000, async () => expect((await graph.invoke({ n: 0 }, thread("l", 10010))).n, 10000));
            }),
        );
    },
    // µs per task
    async "fan-out"() {
        const graph = fanOut();
        const items = Array.from({ length: 1000 }, (_, i) => i);
        return median(() => cpuOf(1000, async () => expect((await graph.invoke({ items }, thread("f", 25))).l.length, 1000)));
    },
    // µs for all
    async concurrent() {
        const graph = chain(5);
        return median(() => cpuOf(1, () => thousandRuns(graph)));
    },
    // bytes; one run, for it is always the same
    async database() {
        return withDatabase(async (saver, size) => {
            const state = await talk(2000, saver).invoke({ messages: [] }, thread("m", 2010));
            expect(state.messages.length, 2000);
            return size();
        });
    },
    async start() {
        await chain(2).invoke({ n: 0 }, thread("s", 25));
    },
    async "concurrent-once"() {
        await thousandRuns(chain(5));
    },
};

const workload = process.argv[2];
if (!(workload in workloads)) throw new Error(`workloads: ${Object.keys(workloads).join(", ")}`);
const value = await workloads[workload]();
if (value !== undefined) console.log(value);
