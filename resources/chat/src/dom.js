import { icons } from './icons.js';

/** A new element: el('button', {class: 'x', onclick: f, ariaLabel: …}, children…). */
export function el(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value === undefined || value === null || value === false) continue;
        if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
        else node.setAttribute(name, value === true ? '' : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
}

/** A new picture from a shape of icons.js. */
export function icon(name) {
    const ns = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(ns, 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('class', `icon icon-${name}`);
    svg.setAttribute('aria-hidden', 'true');
    for (const [tag, attributes] of icons[name]) {
        const shape = document.createElementNS(ns, tag);
        for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
        svg.append(shape);
    }
    return svg;
}

/**
 * Makes `target`'s children equal to those of `source`, touching as little as it can: a text that only grew is appended to.
 * Nodes of `source` are moved, so it is empty of what was new afterwards.
 */
export function morph(target, source) {
    let old = target.firstChild;
    let fresh = source.firstChild;
    while (fresh) {
        const nextFresh = fresh.nextSibling;
        if (!old) {
            target.append(fresh);
        } else {
            const nextOld = old.nextSibling;
            if (!adapt(old, fresh)) old.replaceWith(fresh);
            old = nextOld;
        }
        fresh = nextFresh;
    }
    while (old) {
        const nextOld = old.nextSibling;
        old.remove();
        old = nextOld;
    }
}

function adapt(old, fresh) {
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) return false;
    if (old.nodeType === Node.TEXT_NODE) {
        if (old.data === fresh.data) return true;
        if (fresh.data.startsWith(old.data)) old.appendData(fresh.data.slice(old.data.length));
        else old.data = fresh.data;
        return true;
    }
    if (!sameAttributes(old, fresh)) return false;
    if (old.hasAttribute('data-tex')) return true; // drawn by KaTeX from this attribute
    morph(old, fresh);
    return true;
}

function sameAttributes(a, b) {
    const names = b.getAttributeNames();
    return a.getAttributeNames().length === names.length && names.every((name) => a.getAttribute(name) === b.getAttribute(name));
}
