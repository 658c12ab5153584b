/** Heights of rows with prefix sums: set, sum and find in O(log n). */
export class Fenwick {
    constructor() {
        this.values = [];
        this.tree = [0];
    }

    get size() {
        return this.values.length;
    }

    get total() {
        return this.sum(this.size);
    }

    reset(values) {
        this.values = values.slice();
        this.tree = [0, ...values];
        for (let i = 1; i < this.tree.length; i++) {
            const parent = i + (i & -i);
            if (parent < this.tree.length) this.tree[parent] += this.tree[i];
        }
    }

    push(value) {
        this.values.push(value);
        const i = this.values.length;
        let sum = value;
        for (let child = i - 1; child > i - (i & -i); child -= child & -child) sum += this.tree[child];
        this.tree.push(sum);
    }

    set(index, value) {
        const delta = value - this.values[index];
        if (delta === 0) return 0;
        this.values[index] = value;
        for (let i = index + 1; i < this.tree.length; i += i & -i) this.tree[i] += delta;
        return delta;
    }

    /** Sum of the first `count` values. */
    sum(count) {
        let sum = 0;
        for (let i = count; i > 0; i -= i & -i) sum += this.tree[i];
        return sum;
    }

    /** Index of the row that covers `offset`; the last row if it lies beyond. */
    find(offset) {
        let index = 0;
        let step = 1;
        while (step * 2 <= this.size) step *= 2;
        for (let rest = offset; step > 0; step >>= 1) {
            if (index + step <= this.size && this.tree[index + step] <= rest) {
                index += step;
                rest -= this.tree[index];
            }
        }
        return Math.max(0, Math.min(index, this.size - 1));
    }
}
