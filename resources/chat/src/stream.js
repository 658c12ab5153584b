import { el, morph } from './dom.js';
import { clean, codeHead, highlighted, parse, render, renderTokens } from './markdown.js';

const chunkLines = 24;

/**
 * The body of an answer that grows. Finished top-level blocks are drawn once and left alone; only the tail, the last block,
 * is drawn again, and of that only what changed reaches the document. A long open code block grows in chunks of lines.
 */
export class StreamBody {
    constructor() {
        this.tail = el('div', { class: 'tail' });
        this.element = el('div', { class: 'body' }, this.tail);
        this.env = {};
        this.done = 0;
        this.code = null;
        this.nextAt = 0;
    }

    /** Draws `text`, of which an earlier call has seen a prefix. Returns false if it was put off: call again next frame. */
    update(text, now) {
        if (now < this.nextAt) return false;
        const start = performance.now();
        if (!this.code || !this.growCode(text)) this.drawTail(text);
        // A tail that is dear to draw (a very long list) may take a third of the time, no more.
        this.nextAt = now + 2 * Math.max(0, performance.now() - start - 2);
        return true;
    }

    finish(text) {
        this.code = null;
        const late = /^\s{0,3}\[[^\]]+\]:/m.test(text); // a link defined after its use
        if (late) {
            this.element.replaceChildren(render(text));
            return;
        }
        this.tail.replaceWith(...render(text.slice(this.done), this.env).childNodes);
    }

    drawTail(text) {
        let tail = text.slice(this.done);
        let tokens = parse(tail, this.env);
        const blocks = tokens.filter((token) => token.level === 0 && token.map && token.nesting >= 0);
        const last = blocks.at(-1);
        if (last && last.map[0] > 0) {
            const split = offsetOfLine(tail, last.map[0]);
            const count = tokens.indexOf(last);
            this.tail.before(...renderTokens(tokens.slice(0, count), this.env).childNodes);
            this.tail.replaceChildren();
            this.done += split;
            tail = tail.slice(split);
            tokens = tokens.slice(count);
        }
        if (last?.type === 'fence' && isOpen(tail)) {
            this.beginCode(tail, last.info.trim().split(/\s+/)[0]);
            this.growCode(text);
            return;
        }
        morph(this.tail, renderTokens(tokens, this.env));
    }

    beginCode(tail, language) {
        const place = el('code');
        const block = el('div', { class: 'code', 'data-lang': language }, codeHead(language), el('pre', { tabindex: '0' }, place));
        this.tail.replaceChildren(block);
        this.code = { place, language, at: this.done + tail.indexOf('\n') + 1, fence: tail.match(/^\s*(`{3,}|~{3,})/)[1], chunk: null };
    }

    /** Appends to the open code block; false once it is closed. */
    growCode(text) {
        const code = this.code;
        const close = new RegExp(`^ {0,3}\\${code.fence[0]}{${code.fence.length},}\\s*$`, 'm');
        if (close.test(text.slice(code.at))) {
            this.code = null;
            return false;
        }
        for (;;) {
            const rest = text.slice(code.at);
            const end = offsetOfLine(rest, chunkLines);
            code.chunk ??= code.place.appendChild(el('span', { class: 'chunk' }));
            const whole = end > 0;
            const piece = whole ? rest.slice(0, end) : rest;
            morph(code.chunk, clean(`<span>${highlighted(piece, code.language)}</span>`));
            if (!whole) return true;
            code.at += end;
            code.chunk = null;
        }
    }
}

function isOpen(tail) {
    const fence = tail.match(/^ {0,3}(`{3,}|~{3,})/)?.[1];
    if (!fence || !tail.includes('\n')) return false;
    const close = new RegExp(`\\n {0,3}\\${fence[0]}{${fence.length},}\\s*$`);
    return !close.test(tail);
}

/** Where the line number `line` (from 0) begins; -1 if the text has fewer lines. */
function offsetOfLine(text, line) {
    let at = 0;
    for (let i = 0; i < line; i++) {
        at = text.indexOf('\n', at) + 1;
        if (at === 0) return -1;
    }
    return at;
}
