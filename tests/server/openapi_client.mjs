// openapi_client.mjs MODULES ADDRESS TOKEN: drives a store by its own OpenAPI document and other people's programs: a
// validator of the document, and a client that is generated from it. Prints a line for each step; any failure is an
// exception.
import { createRequire } from "node:module";
import assert from "node:assert/strict";

const [modules, address, token] = process.argv.slice(2);
const load = createRequire(modules + "/");
const { Validator } = await import(load.resolve("@seriousme/openapi-schema-validator"));
const { OpenAPIClientAxios } = load("openapi-client-axios");

const document = await (await fetch(address + "/openapi.json")).json();
const verdict = await new Validator().validate(structuredClone(document));
assert.ok(verdict.valid, JSON.stringify(verdict.errors));
console.log("valid: OpenAPI " + document.openapi);

const api = new OpenAPIClientAxios({ definition: document, withServer: { url: address } });
const client = await api.init();
client.defaults.headers.common["Authorization"] = "Bearer " + token;
client.defaults.headers.common["Accept"] = "application/json";
assert.ok(api.getOperations().length > 90, "operations: " + api.getOperations().length);
console.log("operations: all");

const me = (await client.me()).data;
const agent = (await client.createAgent(null, { name: "By a client", template_id: "question-answering" })).data;
assert.equal(agent.developer_id, me.id);
const read = await client.getAgent({ agent_id: agent.id });
assert.equal(read.data.name, "By a client");
const changed = await client.changeAgent({ agent_id: agent.id }, { name: "Renamed" }, { headers: { "If-Match": read.headers.etag } });
assert.equal(changed.data.name, "Renamed");
const stale = client.changeAgent({ agent_id: agent.id }, { name: "Late" }, { headers: { "If-Match": read.headers.etag } });
await assert.rejects(stale, (error) => error.response.status === 412 && error.response.data.code === "agent.changed");
console.log("agents: created, read, changed");

const published = (await client.publishAgent({ agent_id: agent.id }, { changelog: "The first one" })).data;
assert.equal(published.review.status, "approved");
const found = (await client.searchStore({ q: "renamed" })).data.items;
assert.deepEqual(found.map((item) => item.id), [agent.id]);
const chat = (await client.createChat(null, { agent_id: agent.id })).data;
const said = (await client.sendMessage({ chat_id: chat.id }, { content: "What is this?" })).data;
console.log("store: published, found, answered: " + said.status);

const names = [];
for (let i = 0; i < 5; i++) await client.createAgent(null, { name: "Paged " + i, template_id: "question-answering" });
let cursor;
do {
    const page = (await client.listAgents({ limit: 2, ...(cursor ? { cursor } : {}) })).data;
    names.push(...page.items.map((item) => item.name));
    cursor = page.next_cursor;
} while (cursor);
assert.equal(names.length, 6);
assert.equal(new Set(names).size, 6);
console.log("pages: followed to their end");
