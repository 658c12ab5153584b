// Turns the cases of the npm package @bufbuild/cel-spec into JSON lines that cel_conformance_test reads:
//   node cel_spec_cases.mjs <folder of the package> > <folder>/cel_spec.jsonl
// Left out: what needs protocol buffer messages, a container, or only a type check.
import { pathToFileURL } from "node:url";

const { tests } = await import(pathToFileURL(`${process.argv[2]}/dist/esm/testdata/conformance.js`));

const simple = { nullValue: "null", boolValue: "bool", doubleValue: "double", stringValue: "string", bytesValue: "bytes", typeValue: "type" };

const message = /\b(google\.protobuf\.\w+|TestAllTypes)(\s|\/\/.*\n)*\{/;

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

const asText = (value) => JSON.stringify(value, (_, v) => (typeof v === "bigint" ? `#${v}#` : Object.is(v, -0) ? "#-0.0#" : v)).replace(/"#(-?[\d.]+)#"/g, "$1");

function visit(suite, path) {
    for (const child of suite.suites ?? []) visit(child, [...path, child.name]);
    for (const { original } of suite.tests ?? []) {
        if (original.checkOnly || original.container || message.test(original.expr)) continue;
        try {
            const bindings = Object.fromEntries(Object.entries(original.bindings ?? {}).map(([k, v]) => [k, typed(v.value)]));
            const expected = original.evalError
                ? { error: original.evalError.errors.map((e) => e.message) }
                : { value: original.value ? typed(original.value) : original.typedResult ? typed(original.typedResult.result) : { type: "bool", value: true } };
            console.log(asText({ file: path[0], section: path.slice(1).join("/"), name: original.name ?? "", expr: original.expr, bindings, ...expected }));
        } catch {
            // Holds a message: not ours.
        }
    }
}

visit(tests, []);
