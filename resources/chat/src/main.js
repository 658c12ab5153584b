import { el, icon } from './dom.js';
import { WindowedList } from './list.js';
import { Lru } from './lru.js';
import { MessageRow } from './message.js';
import { setWords, words } from './words.js';

const mostRows = 120;
const scroller = document.getElementById('scroller');
const empty = document.getElementById('empty');
const toEnd = document.getElementById('to-end');
const announcer = document.getElementById('announcer');

let bridge = null;
let messages = [];
let emptyState = { title: '', hint: '', examples: [] };
const places = new Map();
const rows = new Lru(mostRows, (row) => row.isLive);
const growing = new Set();
let frame = 0;

const send = (event) => bridge.send(event);

const list = new WindowedList(scroller, {
    get count() {
        return messages.length;
    },
    estimate: (index) => 64 + 21 * Math.ceil(messages[index].text.length / 60),
    element: (index) => rowAt(index).element,
});
list.onPinned = (pinned) => (toEnd.hidden = pinned);
toEnd.append(icon('down'));
toEnd.addEventListener('click', () => list.toEnd());

function rowAt(index) {
    const message = messages[index];
    let row = rows.get(message.id);
    if (!row) {
        row = new MessageRow(message, send);
        rows.set(message.id, row);
    }
    row.element.setAttribute('aria-posinset', index + 1);
    row.element.setAttribute('aria-setsize', messages.length);
    return row;
}

function rowOf(id) {
    const row = rows.get(id);
    return row ? [messages[places.get(id)], row] : [messages[places.get(id)], null];
}

function drawGrowth(now) {
    frame = 0;
    for (const id of growing) {
        const row = rows.get(id);
        if (!row || row.grow(now)) growing.delete(id);
    }
    list.follow();
    if (growing.size) grow();
}

function grow() {
    frame ||= requestAnimationFrame(drawGrowth);
}

function showEmpty() {
    empty.hidden = messages.length > 0;
    if (empty.hidden) return;
    const { title, hint, examples } = emptyState;
    const chips = examples.map((text) => el('button', { type: 'button', class: 'chip', onclick: () => send({ event: 'example', text }) }, text));
    empty.replaceChildren(el('h1', {}, title), el('p', {}, hint), el('div', { class: 'chips' }, ...chips));
}

const operations = {
    reset(operation) {
        messages = operation.messages;
        places.clear();
        messages.forEach((message, index) => places.set(message.id, index));
        rows.clear();
        growing.clear();
        list.reset();
        showEmpty();
    },
    append({ message }) {
        places.set(message.id, messages.length);
        messages.push(message);
        if (message.role === 'user') list.setPinned(true);
        list.append();
        showEmpty();
    },
    tokens({ id, text }) {
        const [message, row] = rowOf(id);
        if (!message) return;
        message.text += text;
        if (!row) return;
        growing.add(id);
        grow();
    },
    steps({ id, steps }) {
        const [message, row] = rowOf(id);
        if (!message) return;
        message.steps = steps;
        row?.drawSteps();
        list.refresh();
    },
    state({ id, state, error }) {
        const [message, row] = rowOf(id);
        if (!message) return;
        Object.assign(message, { state, error });
        growing.delete(id);
        row?.drawState();
        list.refresh();
        announcer.textContent = message.text.slice(0, 600) || error;
    },
    question({ id, question }) {
        const [message, row] = rowOf(id);
        if (!message) return;
        const others = (message.questions ?? []).filter((other) => other.interrupt !== question.interrupt);
        message.questions = [...others, question];
        row?.drawQuestion(question);
        list.refresh();
        announcer.textContent = `${words().question}: ${question.title}`;
    },
    theme({ dark, tokens }) {
        const root = document.documentElement;
        root.className = dark ? 'dark' : 'light';
        root.removeAttribute('style');
        for (const [name, value] of Object.entries(tokens)) root.style.setProperty(`--${name}`, value);
    },
    strings({ strings }) {
        setWords(strings);
        scroller.setAttribute('aria-label', strings.conversation);
        toEnd.setAttribute('aria-label', strings.toEnd);
        toEnd.title = strings.toEnd;
        if (messages.length) operations.reset({ messages });
    },
    empty(state) {
        emptyState = state;
        showEmpty();
    },
};

document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href]');
    if (link) {
        event.preventDefault();
        send({ event: 'link', url: link.getAttribute('href') });
        return;
    }
    const button = event.target.closest('button[data-copy]');
    if (button) copy(button);
});
for (const kind of ['auxclick', 'dragstart', 'submit']) document.addEventListener(kind, (event) => event.preventDefault());

function copy(button) {
    const ofCode = button.dataset.copy === 'code';
    const id = button.closest('.message').dataset.id;
    const text = ofCode ? button.closest('.code').querySelector('code').textContent : messages[places.get(id)].text;
    send({ event: 'copy', text });
    const usual = button.getAttribute('aria-label');
    button.replaceChildren(icon('check'));
    button.setAttribute('aria-label', words().copied);
    setTimeout(() => {
        button.replaceChildren(icon('copy'));
        button.setAttribute('aria-label', usual);
    }, 1500);
}

new QWebChannel(qt.webChannelTransport, (channel) => {
    bridge = channel.objects.bridge;
    bridge.posted.connect((batch) => {
        for (const operation of batch) operations[operation.op](operation);
    });
    bridge.pageLoaded();
});
