import { figureStyle } from '../../src/charts/svg.ts';
import { CALLED_BY_CHANCE } from '../../src/measure/statistics.ts';
import type { Audit } from '../result.ts';
import { claimSection } from './claim-section.ts';
import { Markup, markup } from './markup.ts';
import { contents, summary } from './summary.ts';

/** Forbids the page to load anything, wherever it is opened. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const howToRead = markup`<details class="how" open><summary>How to read the numbers</summary>
<ul>
<li>Lower is better unless a column says otherwise. A number is the median over seeds, the brackets are its 95 % interval by the bootstrap; <strong>bold</strong> is the best of its column.</li>
<li>Two contenders are compared seed by seed. A difference is called only where its 95 % interval excludes zero. ${CALLED_BY_CHANCE}</li>
<li>A <b>full run</b> tries the same declared options for each model on seeds of their own, and trains ten seeds with the best, five where that takes long. A <b>quick run</b> has three seeds and tries none: it is a look, not a verdict.</li>
<li><b>float64</b> is the trainer’s arithmetic. <b>WASM f32</b> and <b>WASM q8</b> are the exported model run in WebAssembly, with weights in 32-bit floats and in 8 bits.</li>
<li>Baselines have no seeds: they are computed, or fitted in one way only.</li>
<li>Sizes and times are of the first seed’s model. Steps are timed one by one, steps a second in bursts of 100, called from JavaScript on one core.</li>
<li class="screen">Below a chart are its numbers; a point tells its own under the pointer. The JSON files that this page is made of have every one.</li>
</ul></details>`;

/**
 * The report as one HTML text that loads nothing. Without JavaScript it lacks only the buttons that copy commands.
 * @param script the bundle of `client.ts`
 * @param style the bundle of `style.css`
 */
export function page(audit: Audit, script: string, style: string): string {
  const { claims } = audit;
  const code = new Markup(script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--'));
  const sheet = new Markup(style.replaceAll('</style', '<\\/style'));
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>Meniscus: audit of published claims</title>
<style>${sheet}${new Markup(figureStyle)}</style>
</head>
<body>
<header>
<h1>Meniscus <span>audit of published claims</span></h1>
<p class="lead">Meniscus trains liquid and other small recurrent networks and runs them in WebAssembly; here is what came out when it tested what has been published about them.</p>
</header>
<main>
${summary(claims)}
${contents(claims)}
${howToRead}
${claims.map(claimSection)}
</main>
<script>${code}</script>
</body>
</html>
`.text;
}
