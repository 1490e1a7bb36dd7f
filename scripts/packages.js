/** How packages go into bundles: which of their files, and how small. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const bareDocument = fileURLToPath(new URL('bare-document.js', import.meta.url));
/** Charts are drawn into a document that never was a page. */
export const withoutPages = { htmlparser2: bareDocument, 'cssomnom/parse': bareDocument };

/** Makes the names within packages short, and leaves ours, which Node prints of an error. */
export const minifiedPackages = {
  name: 'minified packages',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules[\\/].*\.m?js$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { minify: true, target: 'es2022' });
      return { contents: code, loader: 'js' };
    });
  },
};
