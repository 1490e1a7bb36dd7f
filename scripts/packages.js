/** How packages go into bundles: which of their files. */
import { fileURLToPath } from 'node:url';

const bareDocument = fileURLToPath(new URL('bare-document.js', import.meta.url));
/** Charts are drawn into a document that never was a page. */
export const withoutPages = { htmlparser2: bareDocument, 'cssomnom/parse': bareDocument };
