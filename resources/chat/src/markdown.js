import DOMPurify from 'dompurify';
import hljs from 'highlight.js/lib/common';
import MarkdownIt from 'markdown-it';
import { el, icon } from './dom.js';
import { drawMath, mathRules } from './math.js';
import { words } from './words.js';

const mostHighlighted = 60_000;
const md = new MarkdownIt({ html: false, linkify: true, breaks: true });
md.use(mathRules);
// Classes in place of the style attributes that the content policy would refuse.
for (const name of ['th_open', 'td_open']) {
    md.renderer.rules[name] = (tokens, index) => {
        const align = /text-align:(\w+)/.exec(tokens[index].attrGet('style') ?? '');
        return `<${tokens[index].tag}${align ? ` class="align-${align[1]}"` : ''}>`;
    };
}
md.renderer.rules.fence = (tokens, index) => codeBlock(tokens[index].content, tokens[index].info.trim().split(/\s+/)[0]);
md.renderer.rules.code_block = (tokens, index) => codeBlock(tokens[index].content, '');
// A picture of the open network cannot be shown: the page has no network. It becomes a link.
md.renderer.rules.image = (tokens, index) => {
    const token = tokens[index];
    const source = md.utils.escapeHtml(token.attrGet('src') ?? '');
    const name = md.utils.escapeHtml(token.content || source);
    if (source.startsWith('data:image/')) return `<img src="${source}" alt="${name}">`;
    return `<a href="${source}" class="picture">${name}</a>`;
};

const rules = {
    RETURN_DOM_FRAGMENT: true,
    ALLOWED_TAGS: [
        ...['a', 'blockquote', 'br', 'code', 'del', 'div', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'img', 'li', 'ol'],
        ...['p', 'pre', 's', 'span', 'strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'],
    ],
    ALLOWED_ATTR: ['alt', 'class', 'data-lang', 'data-tex', 'href', 'src', 'start', 'title'],
    ADD_URI_SAFE_ATTR: ['data-lang', 'data-tex', 'start'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|data:image\/(?:png|gif|jpeg|webp);)/i,
};

export function highlighted(code, language) {
    const known = language && code.length <= mostHighlighted && hljs.getLanguage(language);
    return known ? hljs.highlight(code, { language, ignoreIllegals: true }).value : md.utils.escapeHtml(code);
}

function codeBlock(code, language) {
    const name = md.utils.escapeHtml(language);
    return `<div class="code" data-lang="${name}"><pre><code>${highlighted(code.replace(/\n$/, ''), language)}</code></pre></div>`;
}

/** Sanitised nodes for a piece of HTML that our own renderer made. */
export function clean(html) {
    return DOMPurify.sanitize(html, rules);
}

/** The head of a code block: its language and a copy button. Clicks are handled where all clicks are (main.js). */
export function codeHead(language) {
    const copy = el('button', { type: 'button', class: 'quiet copy', 'data-copy': 'code', 'aria-label': words().copyCode, title: words().copyCode }, icon('copy'));
    return el('div', { class: 'code-head' }, el('span', {}, language || 'text'), copy);
}

function decorate(root) {
    for (const block of root.querySelectorAll('.code')) {
        block.prepend(codeHead(block.getAttribute('data-lang')));
        block.querySelector('pre').tabIndex = 0;
    }
    for (const table of root.querySelectorAll('table')) {
        const frame = el('div', { class: 'table', tabindex: '0' });
        table.replaceWith(frame);
        frame.append(table);
    }
    for (const link of root.querySelectorAll('a')) {
        if (!link.hasAttribute('href')) {
            link.replaceWith(...link.childNodes); // led to nowhere that may be opened
            continue;
        }
        link.title = link.getAttribute('href');
        link.rel = 'noopener noreferrer';
        if (link.classList.contains('picture')) link.prepend(icon('image'));
    }
    drawMath(root);
    return root;
}

/** Markdown to nodes; nothing in them can run or load. `env` carries link definitions between pieces of one text. */
export function render(text, env = {}) {
    return decorate(clean(md.render(text, env)));
}

export function parse(text, env) {
    return md.parse(text, env);
}

export function renderTokens(tokens, env) {
    return decorate(clean(md.renderer.render(tokens, md.options, env)));
}
