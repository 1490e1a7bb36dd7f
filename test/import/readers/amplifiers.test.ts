import { casesOfOthers } from '../models/case.ts';

casesOfOthers('public', ({ name }) => /^(nam|neuralseed|rtneural)/.test(name));
casesOfOthers('broken', ({ name }) => name.startsWith('rtneural'));
