/** Pages link to sources, which the site does not hold: such links lead to the repository. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** `git@host:owner/name.git` or `https://host/owner/name.git` → `https://host/owner/name`; undefined for a folder. */
export const webAddress = (remote) => {
  const form = /^(?:git\+)?(?:https?:\/\/|ssh:\/\/)?(?:[^@/]+@)?([\w.-]+\.\w+)[:/](.+?)(?:\.git)?\/?$/;
  const [, host, path] = form.exec(remote) ?? [];
  return host && `https://${host}/${path}`;
};

function git(root, ...args) {
  try {
    const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    return execFileSync('git', args, options).trim();
  } catch {
    return ''; // no git, or no repository
  }
}

/**
 * Where the commit that is built can be read: from GitHub's environment, else from package.json, else from git. Undefined where
 * none of them knows: then the names of sources stand without links.
 */
export function repositoryOf(root, env = process.env) {
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const address = env.GITHUB_REPOSITORY
    ? `${env.GITHUB_SERVER_URL ?? 'https://github.com'}/${env.GITHUB_REPOSITORY}`
    : webAddress(repository?.url ?? repository ?? git(root, 'remote', 'get-url', 'origin'));
  return address && { address, commit: env.GITHUB_SHA ?? (git(root, 'rev-parse', 'HEAD') || 'HEAD') };
}

/** `before[label](` and `)after` around a link become `before label after`. */
function unlink(before, after) {
  before.text = before.text.replace(/\[((?:[^[\]]|\[[^\]]*\])*)\]\($/, '$1');
  after.text = after.text.replace(/^\)/, '');
}

/**
 * Rewrites the links of a text that lead to sources. One that leads nowhere stays as it is: links.js finds it.
 *
 * @param parts of the text, as TypeDoc has read it
 * @param pathOf the path from the root that a link of the text leads to; undefined for one that leads nowhere
 * @param inSite whether the site has the file of a path: a page or a picture
 */
export function linkSources(parts, { root, repository, pathOf, inSite }) {
  for (const [i, part] of parts.entries()) {
    const path = part.kind === 'relative-link' ? pathOf(part) : undefined;
    if (path === undefined || inSite(path) || !existsSync(join(root, path))) continue;
    if (!repository) unlink(parts[i - 1], parts[i + 1]);
    const kind = statSync(join(root, path)).isDirectory() ? 'tree' : 'blob';
    const text = repository ? `${repository.address}/${kind}/${repository.commit}/${path}` : '';
    parts[i] = { kind: 'text', text };
  }
}
