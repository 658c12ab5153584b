import { el, icon } from './dom.js';
import { render } from './markdown.js';
import { words } from './words.js';

let lastId = 0;

/** A card with a question of the workflow: buttons for choices, fields for a JSON Schema, or both. `give(answer)` sends it. */
export class QuestionCard {
    constructor(question, give) {
        this.give = give;
        this.element = el('section', { class: 'question', 'data-interrupt': question.interrupt });
        this.update(question);
    }

    get isOpen() {
        return Object.keys(this.question.answer ?? {}).length === 0;
    }

    update(question) {
        this.question = question;
        const title = el('h3', { id: `question-${++lastId}` }, icon('hand'), question.title || words().question);
        this.element.setAttribute('aria-labelledby', title.id);
        this.element.classList.toggle('answered', !this.isOpen);
        this.element.replaceChildren(title);
        if (question.text) this.element.append(el('div', { class: 'body' }, render(question.text)));
        this.element.append(this.isOpen ? this.openForm() : this.closedForm());
    }

    openForm() {
        const { choices = [], properties = {}, required = [] } = this.question.form;
        this.fields = inOrder(this.question.form).map((name) => makeField(name, properties[name], required.includes(name)));
        const buttons = choices.length
            ? choices.map((choice) => this.button(choice.label ?? choice.value, choice.style, { choice: choice.value }))
            : [this.button(words().submit, 'primary', {})];
        return el('div', { class: 'form', role: 'group' }, ...this.fields.map((field) => field.element), el('div', { class: 'choices' }, ...buttons));
    }

    button(label, style, extra) {
        return el('button', { type: 'button', class: `choice ${style ?? ''}`, onclick: () => this.submit(extra) }, label);
    }

    submit(extra) {
        const answer = { ...extra };
        for (const field of this.fields) {
            const { value, problem } = field.read();
            field.complain(problem);
            if (problem) return field.focus();
            if (value !== undefined) answer[field.name] = value;
        }
        if (Object.keys(answer).length === 0) answer.choice = 'submit';
        this.update({ ...this.question, answer });
        this.give(answer);
    }

    closedForm() {
        const { choices = [], properties = {} } = this.question.form;
        const label = (name, value) => {
            if (typeof value === 'boolean') return value ? words().yes : words().no;
            if (name !== 'choice') return String(value);
            return choices.find((choice) => choice.value === value)?.label ?? (value === 'submit' ? '' : String(value));
        };
        const rows = Object.entries(this.question.answer)
            .map(([name, value]) => [name === 'choice' ? '' : (properties[name]?.title ?? name), label(name, value)])
            .filter(([, text]) => text !== '');
        const shown = rows.flatMap(([name, text]) => [name ? el('dt', {}, name) : null, el('dd', {}, text)]);
        return el('div', { class: 'given' }, icon('check'), el('span', {}, words().answered), el('dl', {}, ...shown));
    }
}

/** The fields' names: those of `x-order` first, then required ones, then the others. */
function inOrder({ properties = {}, required = [], 'x-order': order = [] }) {
    return [...new Set([...order, ...required, ...Object.keys(properties)])].filter((name) => name in properties);
}

function makeField(name, schema, required) {
    const id = `field-${++lastId}`;
    const control = makeControl(schema, id);
    const complaint = el('p', { class: 'complaint', id: `${id}-problem`, hidden: true });
    control.setAttribute('aria-describedby', complaint.id);
    if (required) control.setAttribute('aria-required', 'true');
    const label = el('label', { for: id }, schema.title ?? name, required ? el('span', { class: 'star', 'aria-hidden': 'true' }, ' *') : null);
    const hint = schema.description ? el('p', { class: 'hint' }, schema.description) : null;
    const isSwitch = schema.type === 'boolean';
    const element = el('div', { class: isSwitch ? 'field switch' : 'field' }, ...(isSwitch ? [control, label] : [label, control]), hint, complaint);
    return {
        name,
        element,
        read: () => readControl(control, schema, required),
        focus: () => control.focus(),
        complain(problem) {
            complaint.textContent = problem ?? '';
            complaint.hidden = !problem;
            control.setAttribute('aria-invalid', String(Boolean(problem)));
        },
    };
}

function makeControl(schema, id) {
    const initial = schema.default;
    if (schema.enum) {
        const options = schema.enum.map((value, index) => el('option', { value: String(index), selected: value === initial }, schema['x-enum-titles']?.[index] ?? String(value)));
        return el('select', { id }, el('option', { value: '' }, words().choose), ...options);
    }
    if (schema.type === 'boolean') {
        const box = el('input', { id, type: 'checkbox' });
        box.checked = initial === true;
        return box;
    }
    const long = schema.format === 'multiline' || (schema.maxLength ?? 0) > 200;
    const numeric = schema.type === 'number' || schema.type === 'integer';
    const control = long ? el('textarea', { id, rows: '5' }) : el('input', { id, type: 'text', inputmode: numeric ? 'decimal' : null, autocomplete: 'off' });
    if (schema.maxLength) control.maxLength = schema.maxLength;
    if (initial !== undefined) control.value = String(initial);
    return control;
}

function readControl(control, schema, required) {
    if (schema.type === 'boolean' && !schema.enum) return { value: control.checked };
    const text = control.value;
    if (text.trim() === '') return required ? { problem: words().required } : {};
    if (schema.enum) return { value: schema.enum[Number(text)] };
    if (schema.type !== 'number' && schema.type !== 'integer') return { value: text };
    const number = Number(text);
    const whole = schema.type !== 'integer' || Number.isInteger(number);
    const inside = !(number < schema.minimum) && !(number > schema.maximum);
    return Number.isFinite(number) && whole && inside ? { value: number } : { problem: numberProblem(schema) };
}

function numberProblem({ minimum, maximum }) {
    const range = minimum !== undefined || maximum !== undefined ? ` (${minimum ?? '−∞'} … ${maximum ?? '∞'})` : '';
    return words().notNumber + range;
}
