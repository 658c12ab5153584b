import { el, icon } from './dom.js';
import { duration, phrase, words } from './words.js';

const icons = { waiting: 'waiting', running: 'spinner', done: 'check', failed: 'cross', skipped: 'minus' };
const names = { waiting: 'stepWaiting', running: 'stepRunning', done: 'stepDone', failed: 'stepFailed', skipped: 'stepSkipped' };

/** The workflow's steps above an answer: open while they run, folded once the answer is there, unless the reader chose. */
export class Steps {
    constructor() {
        this.summary = el('summary');
        this.rows = el('ol');
        this.element = el('details', { class: 'steps' }, this.summary, this.rows);
        this.touched = false;
        this.summary.addEventListener('click', () => (this.touched = true));
    }

    update(steps, open) {
        this.element.hidden = steps.length === 0;
        if (!this.touched) this.element.open = open;
        this.summary.replaceChildren(icon('chevron'), ...headline(steps));
        this.rows.replaceChildren(...steps.map(row));
    }
}

function headline(steps) {
    const running = steps.map((step) => step.state).lastIndexOf('running');
    const failed = steps.filter((step) => step.state === 'failed').length;
    const all = steps.length;
    if (running >= 0) {
        const done = steps.filter((step) => step.state === 'done').length + 1;
        return [stateIcon('running'), el('span', {}, phrase('stepsRunning', { done, all, title: steps[running].title }))];
    }
    if (failed) return [stateIcon('failed'), el('span', {}, phrase('stepsFailed', { failed, all }))];
    const waiting = steps.some((step) => step.state === 'waiting');
    return [stateIcon(waiting ? 'waiting' : 'done'), el('span', {}, phrase('stepsDone', { all }))];
}

function stateIcon(state) {
    const place = el('span', { class: `state ${state}` }, icon(icons[state]));
    place.append(el('span', { class: 'unseen' }, words()[names[state]]));
    return place;
}

function row(step) {
    return el(
        'li',
        { 'data-node': step.node },
        stateIcon(step.state),
        el('span', { class: 'step-title' }, step.title),
        step.detail ? el('span', { class: 'step-detail', title: step.detail }, step.detail) : null,
        el('span', { class: 'step-time' }, duration(step.ms)),
    );
}
