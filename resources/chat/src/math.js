import katex from 'katex';
import { el } from './dom.js';
import { Lru } from './lru.js';

// KaTeX turns "a lot of TeX" into "a great lot of boxes": these keep a hostile formula small.
const options = { output: 'html', trust: false, strict: 'ignore', maxExpand: 300, maxSize: 20 };
const mostLength = 4000;
const drawn = new Lru(300);

/** Markdown-it rules for $…$, $$…$$, \(…\) and \[…\]; they only leave elements with data-tex behind. */
export function mathRules(md) {
    md.inline.ruler.before('escape', 'math', inlineMath);
    md.block.ruler.before('fence', 'math_block', blockMath, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
    const render = (tokens, index) => {
        const { tag, content } = tokens[index];
        return `<${tag} class="math" data-tex="${md.utils.escapeHtml(content)}"></${tag}>`;
    };
    md.renderer.rules.math = render;
    md.renderer.rules.math_block = render;
}

function inlineMath(state, silent) {
    const { src, pos } = state;
    const open = ['$$', '$', '\\(', '\\['].find((mark) => src.startsWith(mark, pos));
    if (!open) return false;
    const close = { '\\(': '\\)', '\\[': '\\]' }[open] ?? open;
    const start = pos + open.length;
    const end = src.indexOf(close, start);
    if (end <= start || end > state.posMax) return false;
    // "$5 and $6" is money: a dollar formula touches its content and is not followed by a digit.
    if (open === '$' && (/\s/.test(src[start]) || /\s/.test(src[end - 1]) || /\d/.test(src[end + 1] ?? ''))) return false;
    if (!silent) {
        const token = state.push('math', open === '$$' || open === '\\[' ? 'div' : 'span', 0);
        token.content = src.slice(start, end);
    }
    state.pos = end + close.length;
    return true;
}

function blockMath(state, startLine, endLine, silent) {
    const at = (line) => state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);
    const first = at(startLine);
    const open = first.startsWith('$$') ? '$$' : first.startsWith('\\[') ? '\\[' : null;
    if (!open) return false;
    const close = open === '$$' ? '$$' : '\\]';
    const lines = [];
    let line = startLine;
    let text = first.slice(2);
    while (!text.trimEnd().endsWith(close)) {
        lines.push(text);
        line += 1;
        if (line >= endLine) return false;
        text = at(line);
    }
    if (silent) return true;
    lines.push(text.trimEnd().slice(0, -2));
    const token = state.push('math_block', 'div', 0);
    token.content = lines.join('\n').trim();
    token.map = [startLine, line + 1];
    state.line = line + 1;
    return true;
}

function draw(tex, place, displayMode) {
    try {
        katex.render(tex, place, { ...options, displayMode });
    } catch (error) {
        place.replaceChildren(el('code', { class: 'bad-math', title: error.message }, tex));
    }
}

/** Draws the formulas below `root`. KaTeX sets styles through the DOM, which the content policy allows. */
export function drawMath(root) {
    for (const place of root.querySelectorAll('.math[data-tex]')) {
        const tex = place.getAttribute('data-tex');
        const key = place.tagName + tex;
        let picture = drawn.get(key);
        if (!picture) {
            picture = document.createElement('span');
            if (tex.length > mostLength) picture.textContent = tex;
            else draw(tex, picture, place.tagName === 'DIV');
            drawn.set(key, picture);
        }
        place.setAttribute('role', 'math');
        place.setAttribute('aria-label', tex);
        place.replaceChildren(...picture.cloneNode(true).childNodes);
    }
}
