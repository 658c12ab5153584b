let strings = {};
let clock = null;

/** The page's words in the reader's language; they come from the program. */
export function words() {
    return strings;
}

export function setWords(fresh) {
    strings = fresh;
    clock = new Intl.DateTimeFormat(fresh.lang, { hour: '2-digit', minute: '2-digit' });
    document.documentElement.lang = fresh.lang;
}

/** A sentence with its {places} filled in. */
export function phrase(name, values) {
    return (strings[name] ?? '').replace(/\{(\w+)\}/g, (_, key) => values[key] ?? '');
}

export function timeOfDay(ms) {
    return clock ? clock.format(ms) : '';
}

export function duration(ms) {
    if (ms < 0) return '';
    return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
