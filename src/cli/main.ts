#!/usr/bin/env node
import { call } from './call.ts';
import { start } from './start.ts';

await start(call);
