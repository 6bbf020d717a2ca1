// Lists by cursor: every item once, whatever is added or removed while somebody leafs.
import fc from 'fast-check';
import {
  cursorOf,
  keyOfCursor,
  numberKey,
  pageOf,
  reverseNumberKey,
} from '../../src/api/cursor.js';

interface Item {
  readonly id: number;
  readonly group: string;
}

const keyOf = ({ group, id }: Item): string[] => [group, numberKey(id)];
const someItems = fc.uniqueArray(
  fc.record({ id: fc.nat(), group: fc.constantFrom('', 'a', 'b', 'Đ') }),
  { selector: ({ id }) => id, maxLength: 60 },
);
const someLimit = fc.integer({ min: 1, max: 10 });

/** Leafs to the end; `before` may change the list before each page. */
function leaf(list: Item[], limit: number, before: (page: number) => void): Item[] {
  const seen: Item[] = [];
  let cursor: string | undefined;
  for (let page = 0; ; page += 1) {
    before(page);
    const { items, next } = pageOf(list, { limit, cursor, keyOf });
    expect(items.length).toBeLessThanOrEqual(limit);
    seen.push(...items);
    if (next === null) return seen;
    cursor = next;
  }
}

test('all pages together are the whole list, in order and without doubles', () => {
  fc.assert(
    fc.property(someItems, someLimit, (items, limit) => {
      const seen = leaf(items, limit, () => undefined);
      const wanted = [...items].sort((one, other) =>
        keyOf(one).join(' ') < keyOf(other).join(' ') ? -1 : 1,
      );
      expect(new Set(seen)).toEqual(new Set(items));
      expect(seen).toHaveLength(items.length);
      const groups = seen.map(({ group }) => group);
      expect(groups).toEqual([...groups].sort());
      expect(seen[0]).toEqual(wanted.find(({ group }) => group === groups[0]));
    }),
  );
});

test('what stays in the list while others come and go is shown exactly once', () => {
  fc.assert(
    fc.property(someItems, someItems, someItems, someLimit, (stay, come, go, limit) => {
      const others = [...come, ...go].map((item) => ({ ...item, id: item.id + 2 ** 40 }));
      const list = [...stay, ...others.slice(come.length)];
      const seen = leaf(list, limit, (page) => {
        const added = others[page];
        if (added && page < come.length) list.push(added);
        const gone = others[come.length + page];
        if (gone && list.includes(gone)) list.splice(list.indexOf(gone), 1);
      });
      for (const item of stay) {
        expect(seen.filter(({ id }) => id === item.id)).toHaveLength(1);
      }
    }),
  );
});

test('numbers sort as numbers, and in reverse', () => {
  const numbers = [2, 10, 9, 100, 0];
  const sorted = (key: (number: number) => string): number[] =>
    [...numbers].sort((one, other) => (key(one) < key(other) ? -1 : 1));
  expect(sorted(numberKey)).toEqual([0, 2, 9, 10, 100]);
  expect(sorted(reverseNumberKey)).toEqual([100, 10, 9, 2, 0]);
});

test('a cursor that no list gave is refused by name', () => {
  const bad = ['', '%', 'a', cursorOf(['one']), Buffer.from('{"a":1}').toString('base64url')];
  const nul = cursorOf(['a', '\0']);
  for (const cursor of [...bad, nul, Buffer.from('[1,2]').toString('base64url')]) {
    expect(() => keyOfCursor(cursor, 2)).toThrow('not one that this list gave');
  }
  expect(keyOfCursor(cursorOf(['a', 'b']), 2)).toEqual(['a', 'b']);
});
