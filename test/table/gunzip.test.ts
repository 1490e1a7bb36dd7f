/** Gzip is unpacked as it arrives; what is damaged, cut short or a trap ends with an error. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { gunzip } from '../../src/table/gunzip.ts';
import { partsOf } from '../../src/table/source.ts';

async function* inParts(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function unpacked(bytes: Uint8Array, size = 1000): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of gunzip(partsOf(inParts(bytes, size), 'a.gz'), 'a.gz')) parts.push(part);
  return Buffer.concat(parts).toString();
}

const text = Array.from({ length: 20_000 }, (_, k) => `${k},${Math.sin(k)}\n`).join('');
const packed = gzipSync(text);

describe('gunzip', () => {
  test('gives the text, however it is cut, and of several members all', async () => {
    expect(await unpacked(packed, 997)).toBe(text);
    expect(await unpacked(gzipSync('a,b\n1,2\n'), 1)).toBe('a,b\n1,2\n');
    expect(await unpacked(packed, packed.length)).toBe(text);
    expect(await unpacked(Buffer.concat([gzipSync('a,b\n'), gzipSync('1,2\n')]))).toBe('a,b\n1,2\n');
    expect(await unpacked(gzipSync(''))).toBe('');
  });

  test('says how much of a cut file could be read', async () => {
    await expect(unpacked(packed.subarray(0, packed.length >> 1))).rejects.toThrow(
      /^a\.gz: the gzip is damaged or cut short: [\d,]+ packed bytes gave [\d,]+; copy it again/,
    );
  });

  test('says of a damaged file that it is', async () => {
    const wrong = Buffer.from(packed);
    wrong.fill(0xff, 5000, 5100);
    await expect(unpacked(wrong)).rejects.toThrow('a.gz: the gzip is damaged');
    const sum = Buffer.from(packed);
    sum[sum.length - 5] ^= 1;
    await expect(unpacked(sum)).rejects.toThrow('a.gz: the gzip is damaged');
  });

  test('stops at a bomb', async () => {
    let length = 0;
    const bomb = gzipSync(Buffer.alloc(60_000_000));
    const reading = (async () => {
      for await (const part of gunzip(partsOf(bomb, 'b.gz'), 'b.gz')) length += part.length;
    })();
    await expect(reading).rejects.toThrow(
      'b.gz: has more than 16,000,000 bytes, the most that gzip that unpacks to over 500',
    );
    expect(length).toBeLessThan(40_000_000);
  });

  test('passes the error of the source on, and closes it when it is left', async () => {
    const failing = (async function* () {
      yield packed.subarray(0, 2000);
      throw new RangeError('the disk is gone');
    })();
    const parts = gunzip(partsOf(failing, 'a.gz'), 'a.gz');
    await expect(
      (async () => {
        for await (const _ of parts);
      })(),
    ).rejects.toThrow('the disk is gone');
    let closed = false;
    const endless = (async function* () {
      try {
        for (let at = 0; ; at = (at + 1000) % packed.length) yield packed.subarray(at, at + 1000);
      } finally {
        closed = true;
      }
    })();
    for await (const _ of gunzip(partsOf(endless, 'a.gz'), 'a.gz')) break;
    expect(closed).toBe(true);
  });
});

test('texts become UTF-8, also where a letter is cut in two', async () => {
  const letters = '🌡ä,b\n';
  const cut = (async function* () {
    for (const half of letters.split('')) yield half;
  })();
  const parts: Uint8Array[] = [];
  for await (const part of partsOf(cut, 'a')) parts.push(part);
  expect(Buffer.concat(parts).toString()).toBe(letters);
  await expect(partsOf(5 as never, 'a').next()).rejects.toThrow('a: a table is read from a text, bytes');
});
