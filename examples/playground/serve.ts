/** A server of static files for the page on this machine alone. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';

/** Give the page a finer clock; it works without them. */
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/**
 * Serves a folder on 127.0.0.1.
 * @param port 0: any that is free
 * @param isolated with the headers of cross-origin isolation
 * @throws where the port is taken
 */
export async function serve(
  folder: string,
  port: number,
  isolated: boolean,
): Promise<{ readonly address: string; readonly server: Server }> {
  const files = sirv(folder, {
    dev: true,
    setHeaders: (response) => {
      if (isolated) for (const [name, value] of Object.entries(ISOLATION)) response.setHeader(name, value);
    },
  });
  const server = createServer((request, response) =>
    files(request, response, () => void response.writeHead(404).end('not found')),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}
