// The same reply as GET /api/v1/agents/{id}, by Fastify on node:sqlite: checks a Bearer token (an EdDSA JWT, which is
// remembered once it was verified), reads one row with a prepared statement and writes it as JSON.
// server.mjs MODULES DATABASE: says "listening on PORT with TOKEN".
import { createRequire } from "node:module";
import { generateKeyPairSync, sign, verify } from "node:crypto";
import { DatabaseSync } from "node:sqlite";

const [modules, file] = process.argv.slice(2);
const Fastify = createRequire(modules + "/")("fastify");

const database = new DatabaseSync(file, { readOnly: true });
const byId = database.prepare(
    "SELECT id, developer_id, name, description, category_id AS category, icon, tags, status, template_id, " +
        "latest_version, download_count, rating_count, rating_sum, published_ms, revision, created_ms, updated_ms " +
        "FROM agents WHERE id = ?");

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

function issue() {
    const text = encoded({ alg: "EdDSA", typ: "at+jwt" }) + "." +
        encoded({ sub: "someone", roles: ["admin"], exp: Math.floor(Date.now() / 1000) + 600 });
    return text + "." + sign(null, Buffer.from(text), privateKey).toString("base64url");
}

const remembered = new Map();

function claimsOf(field) {
    if (!field?.startsWith("Bearer ")) return null;
    const token = field.slice(7);
    let claims = remembered.get(token);
    if (!claims) {
        const [head, body, signature] = token.split(".");
        if (!verify(null, Buffer.from(head + "." + body), publicKey, Buffer.from(signature, "base64url"))) return null;
        claims = JSON.parse(Buffer.from(body, "base64url"));
        remembered.set(token, claims);
    }
    return claims.exp * 1000 > Date.now() ? claims : null;
}

const text = { type: "string" };
const number = { type: "integer" };
const agent = {
    type: "object",
    properties: {
        id: text, developer_id: text, name: text, description: text, category: text, icon: text,
        tags: { type: "array", items: text }, status: text, template_id: text, latest_version: text,
        download_count: number, rating_count: number, average_rating: { type: "number", nullable: true },
        published_ms: number, revision: number, created_ms: number, updated_ms: number,
    },
};

const server = Fastify({ logger: false });
server.get("/api/v1/agents/:id", { schema: { response: { 200: agent } } }, async (request, reply) => {
    if (!claimsOf(request.headers.authorization)) return reply.code(401).send();
    const row = byId.get(request.params.id);
    if (!row) return reply.code(404).send();
    row.tags = JSON.parse(row.tags);
    row.average_rating = row.rating_count > 0 ? row.rating_sum / row.rating_count : null;
    for (const field of ["category", "template_id", "latest_version"]) row[field] ??= "";
    reply.header("ETag", `"${row.revision}"`);
    return row;
});
await server.listen({ host: "127.0.0.1", port: 0 });
console.log(`listening on ${server.server.address().port} with ${issue()}`);
