import { Fenwick } from './fenwick.js';
import { el } from './dom.js';

const overscan = 600;
const nearEnd = 32;

/**
 * Shows only the rows near the viewport of a scroller. Heights are guessed, then measured; a row above the viewport that
 * turns out higher or lower moves the scroll position, not what is read. At the end of the list the view stays at the end.
 * `rows`: {count, estimate(index), element(index)}.
 */
export class WindowedList {
    constructor(scroller, rows) {
        this.scroller = scroller;
        this.rows = rows;
        this.heights = new Fenwick();
        this.shown = new Map();
        this.indexOf = new WeakMap();
        this.pinned = true;
        this.lastTop = 0;
        this.onPinned = () => {};
        this.above = el('div', { class: 'space' });
        this.below = el('div', { class: 'space' });
        scroller.replaceChildren(this.above, this.below);
        this.observer = new ResizeObserver((entries) => this.measured(entries));
        this.frame = 0;
        scroller.addEventListener('scroll', () => this.scrolled(), { passive: true });
        new ResizeObserver(() => this.refresh()).observe(scroller);
    }

    reset() {
        for (const row of this.shown.values()) this.drop(row);
        this.shown.clear();
        this.heights.reset(Array.from({ length: this.rows.count }, (_, index) => this.rows.estimate(index)));
        this.setPinned(true);
        this.draw();
    }

    append() {
        this.heights.push(this.rows.estimate(this.rows.count - 1));
        this.refresh();
    }

    refresh() {
        this.frame ||= requestAnimationFrame(() => this.draw());
    }

    toEnd() {
        this.setPinned(true);
        this.refresh();
    }

    /** To be called after a shown row grew, in the same frame. */
    follow() {
        if (this.pinned) this.scroller.scrollTop = this.lastTop = this.scroller.scrollHeight;
    }

    scrolled() {
        const top = this.scroller.scrollTop;
        const left = this.scroller.scrollHeight - top - this.scroller.clientHeight;
        if (left < nearEnd) this.setPinned(true);
        else if (top < this.lastTop - 1) this.setPinned(false);
        this.lastTop = top;
        const first = this.shown.size ? this.above.offsetHeight : 0;
        const last = first + this.shownHeight;
        const enough = overscan / 2;
        if ((top < first + enough && first > 0) || (top + this.scroller.clientHeight > last - enough && left > enough)) this.refresh();
    }

    setPinned(pinned) {
        if (this.pinned === pinned) return;
        this.pinned = pinned;
        this.onPinned(pinned);
    }

    draw() {
        cancelAnimationFrame(this.frame);
        this.frame = 0;
        // Measured heights move the window; it settles after a few rounds.
        for (let round = 0; round < 4 && this.place(); round++);
        this.follow();
    }

    /** Puts the rows of the window into the document; true if a new row's height was not as guessed. */
    place() {
        const height = this.scroller.clientHeight;
        const top = this.pinned ? Math.max(0, this.heights.total - height) : this.scroller.scrollTop;
        const first = this.rows.count ? this.heights.find(Math.max(0, top - overscan)) : 0;
        const last = this.rows.count ? this.heights.find(top + height + overscan) : -1;
        for (const [index, row] of this.shown) {
            if (index >= first && index <= last) continue;
            this.drop(row);
            this.shown.delete(index);
        }
        const fresh = [];
        let after = this.below;
        for (let index = last; index >= first; index--) {
            let row = this.shown.get(index);
            if (!row) {
                row = this.rows.element(index);
                this.shown.set(index, row);
                this.indexOf.set(row, index);
                fresh.push(row);
            }
            if (row.nextSibling !== after) this.scroller.insertBefore(row, after);
            after = row;
        }
        this.above.style.height = `${this.heights.sum(first)}px`;
        this.below.style.height = `${this.heights.total - this.heights.sum(last + 1)}px`;
        this.shownHeight = this.heights.sum(last + 1) - this.heights.sum(first);
        let changed = false;
        let shift = 0;
        for (const [index, size] of fresh.map((row) => [this.indexOf.get(row), row.offsetHeight])) {
            const before = this.heights.sum(index + 1) <= top;
            const delta = this.heights.set(index, size);
            if (delta === 0) continue;
            changed = true;
            if (before) shift += delta;
        }
        for (const row of fresh) this.observer.observe(row);
        if (!this.pinned && shift) this.scroller.scrollTop = this.lastTop = top + shift;
        return changed;
    }

    measured(entries) {
        const top = this.scroller.scrollTop;
        let shift = 0;
        for (const { target } of entries) {
            const index = this.indexOf.get(target);
            if (this.shown.get(index) !== target) continue;
            const before = this.heights.sum(index + 1) <= top;
            const delta = this.heights.set(index, target.offsetHeight);
            this.shownHeight += delta;
            if (before) shift += delta;
        }
        if (this.pinned) this.refresh();
        else if (shift) this.scroller.scrollTop = this.lastTop = top + shift;
    }

    drop(row) {
        this.observer.unobserve(row);
        row.remove();
    }
}
