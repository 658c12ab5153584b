// Prints the cases of the npm package @bufbuild/cel-spec that need no protocol buffer messages, one JSON object a line:
//   node cel_spec_cases.mjs <folder of the package>
// {file, section, name, expr, container?, bindings: {name: typed}} with value: typed, error: [messages] or type: true
// (only its type is asked for); typed is {type, value}.
import { pathToFileURL } from "node:url";

const { tests } = await import(pathToFileURL(`${process.argv[2]}/dist/esm/testdata/conformance.js`));

const simple = { nullValue: "null", boolValue: "bool", doubleValue: "double", stringValue: "string", bytesValue: "bytes", typeValue: "type" };

function typed(value) {
    const [kind, inner] = Object.entries(value)[0] ?? ["nullValue", null];
    if (kind === "int64Value" || kind === "uint64Value") {
        return { type: kind === "int64Value" ? "int" : "uint", value: BigInt(inner) };
    }
    if (kind === "listValue") return { type: "list", value: (inner.values ?? []).map(typed) };
    if (kind === "mapValue") return { type: "map", value: (inner.entries ?? []).map((e) => [typed(e.key), typed(e.value)]) };
    if (kind === "objectValue") {
        const name = inner["@type"].replace("type.googleapis.com/google.protobuf.", "");
        if (name === "Timestamp" || name === "Duration") return { type: name.toLowerCase(), value: inner.value };
    }
    if (!(kind in simple)) throw new Error(`message ${kind}`);
    return { type: simple[kind], value: inner };
}

const messageLiteral = /\b[A-Z]\w*(\s|\/\/.*\n)*\{/;

function needsMessages(test) {
    if (test.container?.startsWith("cel.expr.conformance") || messageLiteral.test(test.expr)) return true;
    const types = JSON.stringify(test.typeEnv ?? []).matchAll(/"messageType":"([^"]*)"/g);
    return [...types].some(([, name]) => !/^google\.protobuf\.(Timestamp|Duration)$/.test(name));
}

function expected(test) {
    if (test.checkOnly) return { type: true };
    if (test.evalError) return { error: test.evalError.errors.map((e) => e.message) };
    const value = test.value ?? test.typedResult?.result;
    return { value: value ? typed(value) : { type: "bool", value: true } };
}

const asText = (value) => JSON.stringify(value, (_, v) => (typeof v === "bigint" ? `#${v}#` : Object.is(v, -0) ? "#-0.0#" : v)).replace(/"#(-?[\d.]+)#"/g, "$1");

function visit(suite, path) {
    for (const child of suite.suites ?? []) visit(child, [...path, child.name]);
    for (const { original: test } of suite.tests ?? []) {
        if (needsMessages(test)) continue;
        try {
            const bindings = Object.fromEntries(Object.entries(test.bindings ?? {}).map(([k, v]) => [k, typed(v.value)]));
            console.log(asText({ file: path[0], section: path.slice(1).join("/"), name: test.name ?? "", expr: test.expr, container: test.container, bindings, ...expected(test) }));
        } catch {
            // A value of it is a message.
        }
    }
}

visit(tests, []);
