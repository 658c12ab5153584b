'use strict';

/** An element with attributes and children; texts are never read as HTML. */
function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
}

/** A schema in a few words: "string", "Agent", "list of Agent". */
function typeOf(schema) {
    if (!schema) return '';
    if (schema.$ref) return schema.$ref.split('/').pop();
    if (schema.type === 'array') return 'list of ' + (typeOf(schema.items) || 'anything');
    if (schema.enum) return schema.enum.join(' | ');
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices) return choices.map(typeOf).join(' | ');
    const type = Array.isArray(schema.type) ? schema.type.join(' | ') : schema.type ?? 'anything';
    return schema.format ? `${type} (${schema.format})` : type;
}

function table(headings, rows) {
    const head = element('tr', {}, ...headings.map((text) => element('th', {}, text)));
    const body = rows.map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, cell))));
    return element('table', {}, head, ...body);
}

function parameters(operation) {
    if (!operation.parameters) return [];
    const rows = operation.parameters.map((parameter) => [
        element('code', {}, parameter.name),
        parameter.in + (parameter.required ? '' : ', optional'),
        typeOf(parameter.schema),
        parameter.description ?? '',
    ]);
    return [element('h3', {}, 'Parameters'), table(['Name', 'In', 'Type', ''], rows)];
}

/** A schema with its references filled in, each name once so that a circle ends. */
function resolved(api, schema, seen = []) {
    if (Array.isArray(schema)) return schema.map((part) => resolved(api, part, seen));
    if (schema === null || typeof schema !== 'object') return schema;
    const name = schema.$ref?.split('/').pop();
    if (name) return seen.includes(name) ? schema : resolved(api, api.components.schemas[name] ?? {}, [...seen, name]);
    return Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, resolved(api, part, seen)]));
}

function body(api, operation) {
    if (!operation.requestBody) return [];
    return Object.entries(operation.requestBody.content).flatMap(([type, content]) => [
        element('h3', {}, 'Body'),
        element('p', { class: 'quiet' }, type + ' ' + typeOf(content.schema)),
        content.schema ? element('pre', {}, JSON.stringify(resolved(api, content.schema), null, 2)) : null,
    ]);
}

function replies(operation) {
    const rows = Object.entries(operation.responses).map(([status, reply]) => {
        const content = Object.entries(reply.content ?? {});
        const types = content.map(([type, shape]) => [type, typeOf(shape.schema)].filter(Boolean).join(': '));
        return [element('code', {}, status), reply.description, types.join(', ')];
    });
    return [element('h3', {}, 'Replies'), table(['Status', 'When', 'Content'], rows)];
}

function operationElement(api, path, method, operation) {
    const heading = element('summary', {},
        element('span', { class: `method ${method}` }, method.toUpperCase()),
        element('code', {}, path),
        element('span', {}, operation.summary));
    const permission = operation['x-permission'];
    const made = element('details', { id: operation.operationId },
        heading,
        permission ? element('p', { class: 'quiet' }, `Permission: ${permission}`) : null,
        ...parameters(operation), ...body(api, operation), ...replies(operation));
    made.dataset.words = `${method} ${path} ${operation.summary} ${operation.operationId}`.toLowerCase();
    return made;
}

function show(api) {
    document.title = api.info.title;
    document.getElementById('title').textContent = `${api.info.title} ${api.info.version}`;
    document.getElementById('summary').textContent = api.info.description ?? '';
    const sections = new Map(api.tags.map((tag) => [tag.name, element('section', {}, element('h2', {}, tag.name))]));
    for (const [path, methods] of Object.entries(api.paths)) {
        for (const [method, operation] of Object.entries(methods)) {
            sections.get(operation.tags[0]).append(operationElement(api, path, method, operation));
        }
    }
    document.getElementById('operations').replaceChildren(...sections.values());
}

function filter(words) {
    for (const operation of document.querySelectorAll('details')) {
        operation.hidden = !operation.dataset.words.includes(words.trim().toLowerCase());
    }
    for (const section of document.querySelectorAll('section')) {
        section.hidden = !section.querySelector('details:not([hidden])');
    }
}

document.getElementById('filter').addEventListener('input', (event) => filter(event.target.value));
fetch('/openapi.json')
    .then((reply) => reply.json())
    .then(show)
    .catch((failure) => {
        document.getElementById('operations').textContent = `The API's description cannot be read: ${failure}`;
    });
