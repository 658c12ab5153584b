import { el, icon } from './dom.js';
import { render } from './markdown.js';
import { QuestionCard } from './question.js';
import { Steps } from './steps.js';
import { StreamBody } from './stream.js';
import { timeOfDay, words } from './words.js';

/** A message's row in the list. `send(event)` reaches the program. */
export class MessageRow {
    constructor(message, send) {
        this.message = message;
        this.send = send;
        this.cards = new Map();
        this.stream = null;
        this.steps = null;
        this.head = el('header');
        this.body = el('div', { class: 'body' });
        this.foot = el('footer');
        this.card = el('div', { class: 'card' }, this.head, this.body, this.foot);
        this.element = el('article', { class: `message ${message.role}`, 'data-id': message.id }, this.card);
        this.drawHead();
        this.drawBody();
        this.drawSteps();
        for (const question of message.questions ?? []) this.drawQuestion(question);
        this.drawState();
    }

    /** A row that may not be forgotten while it is out of sight: it holds what a person or a model is writing. */
    get isLive() {
        return this.stream !== null || [...this.cards.values()].some((card) => card.isOpen);
    }

    drawHead() {
        const { role, author, badge, time } = this.message;
        const name = role === 'user' ? words().you : author;
        this.element.setAttribute('aria-label', name);
        this.head.replaceChildren(el('span', { class: 'author' }, name));
        if (badge) this.head.append(el('span', { class: 'badge' }, badge));
        if (time) this.head.append(el('time', {}, timeOfDay(time)));
    }

    drawBody() {
        const { text, state } = this.message;
        if (state === 'streaming') {
            this.stream = new StreamBody();
            this.replaceBody(this.stream.element);
            if (text) this.stream.update(text, performance.now());
        } else {
            this.body.replaceChildren(render(text));
        }
        this.body.hidden = text === '';
    }

    replaceBody(body) {
        this.body.replaceWith(body);
        this.body = body;
    }

    /** Draws what was streamed since; false if that has to wait for a later frame. */
    grow(now) {
        if (!this.stream) return true;
        this.body.hidden = false;
        return this.stream.update(this.message.text, now);
    }

    drawSteps() {
        const steps = this.message.steps ?? [];
        if (!this.steps && steps.length === 0) return;
        if (!this.steps) {
            this.steps = new Steps();
            this.head.after(this.steps.element);
        }
        this.steps.update(steps, this.message.state === 'streaming');
    }

    drawQuestion(question) {
        const card = this.cards.get(question.interrupt);
        if (card) return card.update(question);
        const give = (answer) => {
            question.answer = answer;
            this.send({ event: 'answer', interrupt: question.interrupt, answer });
        };
        const fresh = new QuestionCard(question, give);
        this.cards.set(question.interrupt, fresh);
        this.foot.before(fresh.element);
    }

    drawState() {
        const { state, text, id, role, error } = this.message;
        if (this.stream && state !== 'streaming') {
            this.stream.finish(text);
            this.stream = null;
            this.body.hidden = text === '';
            this.drawSteps();
        }
        this.element.dataset.state = state;
        this.element.setAttribute('aria-busy', String(state === 'streaming'));
        this.foot.replaceChildren();
        if (state === 'sending') this.foot.append(note(words().sending));
        if (state === 'streaming') this.foot.append(el('span', { class: 'writing' }, el('i'), el('i'), el('i'), el('span', { class: 'unseen' }, words().writing)));
        if (state === 'stopped') this.foot.append(note(words().stopped));
        if (state === 'failed') this.foot.append(el('p', { class: 'error', role: 'alert' }, icon('alert'), el('span', {}, error || words().failed)));
        if (state === 'failed' || state === 'stopped') {
            this.foot.append(el('button', { type: 'button', class: 'plain', onclick: () => this.send({ event: 'retry', id }) }, icon('retry'), words().retry));
        }
        if (role === 'agent' && text && state !== 'streaming') {
            const name = words().copyMessage;
            this.foot.append(el('button', { type: 'button', class: 'quiet copy', 'data-copy': 'message', 'aria-label': name, title: name }, icon('copy')));
        }
        this.foot.hidden = this.foot.childNodes.length === 0;
    }
}

function note(text) {
    return el('span', { class: 'note' }, text);
}
