import { describe, expect, test } from 'vitest';
import { markdownOf } from '../../audit/markdown.ts';
import { audit } from './page/audit.ts';

const { markdown, figures } = markdownOf(audit, 'audit');
const lines = markdown.split('\n');

describe('the report as Markdown', () => {
  test('links to every figure it made, and to no other', () => {
    const linked = [...markdown.matchAll(/!\[[^\]]*\]\(audit\/([^)]+)\)/g)].map(([, name]) => name);
    expect(linked).toEqual([...figures.keys()]);
    expect(figures.size).toBeGreaterThan(8);
  });

  test('has tables with as many cells in each row as in the head', () => {
    const cells = (line: string): number => line.replaceAll('\\|', '').split('|').length;
    lines.forEach((line, i) => {
      if (line.startsWith('| ') && lines[i - 1]?.startsWith('| '))
        expect(cells(line), line).toBe(cells(lines[i - 1]));
    });
  });

  test('links from the summary to each claim', () => {
    const targets = [...markdown.matchAll(/\]\(#([^)]+)\)/g)].map(([, to]) => to);
    const anchors = lines
      .filter((line) => line.startsWith('## '))
      .map((line) =>
        line
          .slice(3)
          .toLowerCase()
          .replace(/[^\p{L}\p{N}\s_-]/gu, '')
          .replaceAll(' ', '-'),
      );
    expect(targets).toEqual(anchors);
  });

  test('says under which condition a claim holds, in the summary and above the claim', () => {
    expect(markdown).toMatch(/^\| .* \| \*\*holds only\*\* if the noise is known.* \|$/m);
    expect(markdown).toContain('\n**holds only** if the noise is known: LTC / LSTM');
  });

  test('says what a quick run is, and what differs from what', () => {
    expect(markdown).toContain('LTC, paired by seed, is');
    expect(markdown).toContain('- worse: by test MSE than LSTM; by recovery after a shift than LSTM');
    expect(markdown).toContain('| zero | 0 |');
  });
});
