// Links are for ever: every link that was ever published (published.json, append-only) opens as the
// document that it was made from. Also what a link of today keeps, and what is refused.
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Document } from '../../bindings/requests';
import { LIMITS } from '../../web/src/document/document';
import {
  decodeLink,
  encodeLink,
  isLink,
  LINK_PREFIX,
  LinkError,
  MAX_DOCUMENT_BYTES,
  MAX_LINK_CHARACTERS,
} from '../../web/src/document/link';

interface Published {
  /** What was published, and when. */
  note: string;
  fragment: string;
  document: Document;
}

const published = JSON.parse(
  readFileSync(new URL('./published.json', import.meta.url), 'utf8'),
) as Published[];

const packed = (text: string): string =>
  LINK_PREFIX + deflateRawSync(Buffer.from(text)).toString('base64url');

describe('published links', () => {
  test('there are some', () => expect(published.length).toBeGreaterThanOrEqual(5));
  test.each(published)('$note', async ({ fragment, document }) => {
    expect(await decodeLink(fragment)).toEqual(document);
  });
});

describe('a link of today', () => {
  test('restores the program and every setting', async () => {
    const document: Document = {
      program: 'x = "日本語 🙂"\r\n',
      holes: { max_len: 12 },
      batch: 3,
      dims: { T: 20 },
      seed: 11,
      keras: '3.15',
      view: { name: 'a', layer: 'b', cell: [0, 4, 11] },
    };
    expect(await decodeLink(await encodeLink(document))).toEqual(document);
  });

  test('leaves defaults and empty fields out', async () => {
    const link = await encodeLink({ program: 'a', batch: 2, seed: 7, holes: {}, view: {} });
    expect(await decodeLink(link)).toEqual({ program: 'a' });
  });

  test('keeps fields that are not known', async () => {
    const document = { program: 'a', later: { deep: [1, null, 'x'] } };
    expect(await decodeLink(await encodeLink(document))).toEqual(document);
  });

  test('is made of characters that an address keeps', async () => {
    const link = await encodeLink({ program: '\u0000\u00ff?&#%+/='.repeat(40) });
    expect(link).toMatch(/^#1\.[A-Za-z0-9_-]+$/);
  });
});

describe('what is refused', () => {
  const refusal = async (fragment: string): Promise<string> => {
    const error: unknown = await decodeLink(fragment).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(LinkError);
    return (error as LinkError).message;
  };

  test.each([
    ['characters of no link', `${LINK_PREFIX}a b<script>`, 'characters that no link is made of'],
    ['nothing', LINK_PREFIX, 'characters that no link is made of'],
    ['noise', `${LINK_PREFIX}AAAAAAAAAA`, 'cut off or was changed'],
    ['a lone digit', `${LINK_PREFIX}A`, 'cut off or was changed'],
    ['a form to come', '#2.abcd', 'is of form 2'],
    ['no JSON', packed('import keras'), 'cut off or was changed'],
    ['a list', packed('[]'), 'A document needs names with values'],
    ['no program', packed('{"batch":2}'), 'needs a program'],
    ['a program that is none', packed('{"program":[1]}'), 'needs a program'],
    ['a batch in words', packed('{"program":"","batch":"x"}'), 'batch needs a whole number'],
    ['a negative seed', packed('{"program":"","seed":-1}'), 'seed needs a whole number'],
    ['a size of none', packed('{"program":"","dims":{"T":0}}'), 'T needs a whole number'],
    ['holes as a list', packed('{"program":"","holes":[]}'), 'holes needs names'],
    ['another Keras', packed('{"program":"","keras":"2"}'), 'keras needs 3.15 or 3.16'],
    ['a view in words', packed('{"program":"","view":"x"}'), 'view needs names'],
  ])('%s', async (_, fragment, sentence) => {
    expect(await refusal(fragment)).toContain(sentence);
  });

  test('a link that is cut off', async () => {
    const link = await encodeLink({ program: 'import keras\n'.repeat(20) });
    expect(await refusal(link.slice(0, -8))).toContain('cut off');
  });

  test('a small link that unfolds to a very long text', async () => {
    const bomb = packed(JSON.stringify({ program: ' '.repeat(64 * MAX_DOCUMENT_BYTES) }));
    expect(bomb.length).toBeLessThan(MAX_LINK_CHARACTERS);
    expect(await refusal(bomb)).toContain('unfolds to more than');
  });

  test('a program beyond the limit', async () => {
    const long = packed(JSON.stringify({ program: ' '.repeat(LIMITS.program + 1) }));
    expect(await refusal(long)).toContain(`at most ${LIMITS.program}`);
  });

  test('a fragment beyond the limit', async () => {
    expect(await refusal(LINK_PREFIX + 'A'.repeat(MAX_LINK_CHARACTERS))).toContain('at most');
  });

  test('no field of a link reaches the prototype of a document', async () => {
    const document = await decodeLink(packed('{"program":"a","__proto__":{"batch":9}}'));
    expect(document.batch).toBeUndefined();
    expect(({} as Record<string, unknown>)['batch']).toBeUndefined();
  });
});

test('only a fragment that begins with a form is taken for a link', () => {
  expect([isLink('#1.abc'), isLink('#2.x'), isLink('#section'), isLink('')]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
