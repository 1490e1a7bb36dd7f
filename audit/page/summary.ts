import { type ClaimResult, type Verdict, wordsOf } from '../result.ts';
import { type Markup, markup, nothing, slug } from './markup.ts';

const symbols: Readonly<Record<Verdict['verdict'], readonly [symbol: string, className: string]>> = {
  holds: ['✓', 'holds'],
  'holds only if …': ['◐', 'partly'],
  'does not hold': ['✗', 'fails'],
  'cannot be decided': ['?', 'open'],
  'not tested': ['–', 'open'],
};

/** The verdict as symbol and text, with its condition. The colour only repeats them. */
export function badge(verdict: Verdict): Markup {
  const [symbol, className] = symbols[verdict.verdict] ?? ['?', 'open'];
  const [call, condition] = wordsOf(verdict);
  return markup`<span class="badge ${className}"><span aria-hidden="true">${symbol}</span> ${call}</span>${condition}`;
}

/** All claims at a glance: a table, on phones a card for each claim. */
export function summary(claims: readonly ClaimResult[]): Markup {
  const rows = claims.map(
    (claim, i) => markup`<tr>
<th scope="row"><span class="number">${i + 1}</span> <a href="#${slug(claim.name)}">${claim.title}</a></th>
<td data-label="Source">${claim.source}</td>
<td data-label="Claimed">${claim.headline}</td>
<td data-label="Measured">${claim.verdict.headline}</td>
<td data-label="Verdict">${badge(claim.verdict)}${claim.effort === 'quick' ? markup` <span class="quick">quick run</span>` : nothing}</td>
</tr>
`,
  );
  return markup`<section id="summary"><h2>Summary</h2>
<div class="scroll"><table class="summary">
<thead><tr><th scope="col">Claim</th><th scope="col">Source</th><th scope="col">Claimed</th><th scope="col">Measured</th><th scope="col">Verdict</th></tr></thead>
<tbody>
${rows}</tbody></table></div></section>`;
}

/** Links to the claims and their panels. */
export function contents(claims: readonly ClaimResult[]): Markup {
  const entries = claims.map((claim) => {
    const panels = claim.panels.map(
      (panel) => markup`<li><a href="#${slug(claim.name, panel.name)}">${panel.label}</a></li>`,
    );
    return markup`<li><a href="#${slug(claim.name)}">${claim.title}</a>${
      panels.length > 1 ? markup`<ul>${panels}</ul>` : ''
    }</li>
`;
  });
  return markup`<nav aria-labelledby="contents"><h2 id="contents">Contents</h2><ol>
${entries}</ol></nav>`;
}
