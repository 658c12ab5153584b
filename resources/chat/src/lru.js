/** A map that forgets what was not used for longest. `keep(value)` protects an entry. */
export class Lru {
    constructor(limit, keep = () => false) {
        this.limit = limit;
        this.keep = keep;
        this.map = new Map();
    }

    get(key) {
        const value = this.map.get(key);
        if (value !== undefined) {
            this.map.delete(key);
            this.map.set(key, value);
        }
        return value;
    }

    set(key, value) {
        this.map.delete(key);
        this.map.set(key, value);
        if (this.map.size <= this.limit) return;
        for (const [old, held] of this.map) {
            if (old === key || this.keep(held)) continue;
            this.map.delete(old);
            return;
        }
    }

    clear() {
        this.map.clear();
    }

    values() {
        return this.map.values();
    }
}
