import { casesOfOthers } from '../models/case.ts';

casesOfOthers('keras');
casesOfOthers('public', ({ name }) => /^(keras|raptor)/.test(name));
casesOfOthers('broken', ({ path }) => path.endsWith('.h5'));
