import { el, morph } from './dom.js';
import { clean, codeHead, highlighted, parse, render, renderTokens } from './markdown.js';

const chunkLines = 24;
const sectionBlocks = 12;
// A piece of text that means the same to Markdown wherever it is appended within a line of prose.
const prose = /^(?:[\p{L}\p{N} ,;，。；：、？！“”（）]|(?<=\p{L})-(?=\p{L})|[.?!](?= ))+$/u;

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
        this.drawn = 0;
        this.section = null;
        this.code = null;
        this.nextAt = 0;
    }

    /** Draws `text`, of which an earlier call has seen a prefix. Returns false if it was put off: call again next frame. */
    update(text, now) {
        if (now < this.nextAt) return false;
        const start = performance.now();
        if (this.code ? !this.growCode(text) : !this.growProse(text)) this.drawTail(text);
        this.drawn = text.length;
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
        for (const section of this.element.querySelectorAll(':scope > .section')) section.replaceWith(...section.childNodes);
    }

    drawTail(text) {
        let tail = text.slice(this.done);
        let tokens = parse(tail, this.env);
        const blocks = tokens.filter((token) => token.level === 0 && token.map && token.nesting >= 0);
        const last = blocks.at(-1);
        if (last && last.map[0] > 0) {
            const split = offsetOfLine(tail, last.map[0]);
            const count = tokens.indexOf(last);
            this.freeze(renderTokens(tokens.slice(0, count), this.env));
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

    /** Sections keep the layout of a long answer cheap: those out of sight are skipped, those in sight are few. */
    freeze(blocks) {
        if (!this.section || this.section.childElementCount >= sectionBlocks) {
            this.section = el('div', { class: 'section' });
            this.tail.before(this.section);
        }
        this.section.append(blocks);
    }

    /** Appends what came to the last text of the tail, if that cannot change how the tail reads. */
    growProse(text) {
        const fresh = text.slice(this.drawn);
        const known = text.slice(Math.max(this.done, this.drawn - 12), this.drawn);
        if (!prose.test(fresh) || !/[\p{L}\p{N}] ?$/u.test(known)) return false;
        const last = lastText(this.tail);
        if (!last || last.parentElement.closest('a, code, .math')) return false;
        const line = known.slice(known.lastIndexOf('\n') + 1);
        if (!/\p{L}/u.test(line) || !last.data.endsWith(line)) return false;
        last.appendData(fresh);
        return true;
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

/** The last text below `node`; null if something else than text comes last. */
function lastText(node) {
    let last = node.lastChild;
    while (last?.nodeType === Node.TEXT_NODE && last.data.trim() === '') last = last.previousSibling;
    if (!last || last.nodeType === Node.TEXT_NODE) return last;
    return lastText(last);
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
